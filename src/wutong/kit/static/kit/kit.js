"use strict";
// Small helps; every page works without them.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const text = "value" in source ? source.value : source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const words = button.textContent;
  button.textContent = "已复制";
  setTimeout(() => { button.textContent = words; }, 1500);
});

// Long work says that it is under way, and is not sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method !== "post") return;
  form.dataset.sent = "1";
  leaving = false;
  if (form.dataset.busy) {
    const note = document.createElement("p");
    note.className = "busy";
    note.setAttribute("role", "status");
    note.textContent = form.dataset.busy;
    const bar = document.createElement("progress");
    note.append(bar);
    form.append(note);
  }
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// A link into something folded away unfolds it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const aim = link && document.getElementById(link.hash.slice(1));
  for (let fold = aim && aim.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
});

// What was typed is not lost by a careless click.
let leaving = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[method=post]")) leaving = true;
});
window.addEventListener("beforeunload", (event) => {
  if (leaving) { event.preventDefault(); event.returnValue = ""; }
});

// Keyboard: / to the search box, j and k along the rows, Enter opens.
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("search").focus();
  }
  if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll("main tbody tr a:first-of-type")].filter((link, i, all) => i === 0 || link.closest("tr") !== all[i - 1].closest("tr"));
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), links.length - 1)];
    if (next) next.focus();
  }
});

// A line wider than the screen is shown where it stands today.
document.querySelectorAll(".svg-scroll").forEach((scroll) => {
  const today = scroll.querySelector(".ll-today");
  if (!today || scroll.scrollWidth <= scroll.clientWidth) return;
  const box = today.getBoundingClientRect();
  scroll.scrollLeft = box.left - scroll.getBoundingClientRect().left - scroll.clientWidth * 0.7;
});
