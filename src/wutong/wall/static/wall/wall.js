"use strict";
// The wall turns its pages, asks for a new reading each minute, and says how old what it shows is. Without a network it
// keeps what it has. Time is that of the running clock: a television's date is often wrong.

(() => {
  const body = document.body;
  const { source } = body.dataset;
  const [turn, renew, late] = ["turn", "renew", "late"].map((name) => Number(body.dataset[name]) * 1000);
  const holder = document.getElementById("data");
  const age = document.getElementById("age");
  const number = document.getElementById("number");
  const pause = document.getElementById("pause");
  const theme = document.getElementById("theme");
  let at = document.getElementById("reading").dataset.at;
  let renewed = performance.now();
  let turned = renewed;
  let asked = renewed;
  let shown = 0;
  let paused = false;
  let gone = false;

  function show() {
    const pages = [...holder.querySelectorAll(".wall-page")];
    if (!pages.length) return;
    shown %= pages.length;
    pages.forEach((page, place) => { page.hidden = place !== shown; });
    number.textContent = `${shown + 1}/${pages.length}`;
  }

  function tellAge() {
    if (gone) return;
    const old = performance.now() - renewed;
    const minutes = Math.floor(old / 60000);
    const hours = Math.floor(minutes / 60);
    const words = hours ? `${hours} 小时 ${minutes % 60} 分钟` : `${minutes} 分钟`;
    age.textContent = `数据截至 ${at}` + (old >= late ? `，已 ${words}没有更新` : "");
    age.classList.toggle("late", old >= late);
  }

  // A link that was taken back shows nothing any more; anything else that goes wrong leaves what there is.
  function empty() {
    gone = true;
    holder.innerHTML = "";
    const words = document.createElement("p");
    words.className = "wall-gone";
    words.textContent = "这块屏幕的链接已收回或到期，请联系项目中心";
    holder.append(words);
    age.textContent = number.textContent = "";
  }

  async function ask() {
    asked = performance.now();
    try {
      const answer = await fetch(source, { cache: "no-store", redirect: "error" });
      if (answer.status === 404 || answer.status === 403) { empty(); return; }
      if (!answer.ok) return;
      const words = await answer.text();
      const fresh = new DOMParser().parseFromString(words, "text/html").getElementById("reading");
      if (!fresh) return;
      holder.replaceChildren(fresh);
      at = fresh.dataset.at;
      renewed = performance.now();
      show();
    } catch (unreachable) {
      // No network: the age tells.
    } finally {
      tellAge();
    }
  }

  function setPaused(on) {
    paused = on;
    pause.textContent = paused ? "继续" : "暂停";
    pause.setAttribute("aria-pressed", String(paused));
    turned = performance.now();
  }

  // Light and dark: by the hour, or as chosen on this device.
  const THEMES = { auto: "自动", light: "浅色", dark: "深色" };
  let chosen = "auto";
  try { chosen = localStorage.getItem("wall-theme") || "auto"; } catch (refused) { /* it stays automatic */ }

  function paint() {
    const hour = new Date().getHours();
    const night = hour < 7 || hour >= 18;
    document.documentElement.dataset.theme = chosen === "auto" ? (night ? "dark" : "light") : chosen;
    theme.textContent = THEMES[chosen];
  }

  theme.addEventListener("click", (event) => {
    event.stopPropagation();
    const keys = Object.keys(THEMES);
    chosen = keys[(keys.indexOf(chosen) + 1) % keys.length];
    try { localStorage.setItem("wall-theme", chosen); } catch (refused) { /* until the page is closed */ }
    paint();
  });
  pause.addEventListener("click", (event) => { event.stopPropagation(); setPaused(!paused); });
  document.addEventListener("click", (event) => { if (!event.target.closest("a")) setPaused(!paused); });
  document.addEventListener("keydown", (event) => {
    if (event.key === " ") { event.preventDefault(); setPaused(!paused); }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const pages = holder.querySelectorAll(".wall-page").length;
    shown = (shown + step + pages) % pages;
    turned = performance.now();
    show();
  });

  setInterval(() => {
    const now = performance.now();
    if (gone) return;
    if (!paused && now - turned >= turn) { turned = now; shown += 1; show(); }
    if (now - asked >= renew) ask();
    tellAge();
    paint();
  }, 1000);
  paint();
  show();
})();
