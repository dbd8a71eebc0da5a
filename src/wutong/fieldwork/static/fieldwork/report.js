"use strict";
// The report as a phone needs it; without this file the form posts as any other.

const list = document.getElementById("drafts");
const form = document.querySelector("form[data-draft]");
const told = document.getElementById("told");
const channel = "BroadcastChannel" in window ? new BroadcastChannel(DRAFTS) : null;

// A key of 128 random bits; crypto.randomUUID is missing where the address is not https.
function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

function say(words) {
  told.textContent = words;
  told.hidden = false;
  told.scrollIntoView({ block: "nearest" });
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

async function mine() {
  return (await allDrafts()).filter((draft) => draft.person === list.dataset.person);
}

async function showDrafts() {
  const drafts = await mine();
  list.hidden = !drafts.length;
  list.querySelector("ul").replaceChildren(...drafts.map((draft) => {
    const line = document.createElement("li");
    const words = document.createElement("p");
    const photos = draft.photos.length ? `，照片 ${draft.photos.length} 张` : "";
    words.textContent = `${draft.title}（${draft.at} 写好${photos}）${draft.why ? `：${draft.why}` : ""}`;
    const drop = async () => { if (confirm("删除这份还没发出的草稿？")) { await dropDraft(draft.key); showDrafts(); } };
    line.append(words, button("立即发送", sendAll), " ", button("删除", drop));
    return line;
  }));
}

let sending = false;
async function sendAll() {
  if (sending) return;
  sending = true;
  let arrived = 0;
  for (const draft of await mine()) {
    const outcome = await sendDraft(draft, cookie("csrftoken"));
    if (outcome.sent) arrived += 1;
    else await keepDraft({ ...draft, why: outcome.why });
  }
  sending = false;
  await showDrafts();
  if (arrived && told) say(`手机里的 ${arrived} 份已经收到`);
  if (arrived && !form) location.reload();
}

async function copied(file) {
  return { name: file.name, blob: new Blob([await file.arrayBuffer()], { type: file.type }) };
}

async function draftOf(submitter) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  if (submitter && submitter.name) fields.push([submitter.name, submitter.value]);
  const photos = await Promise.all([...form.elements.photos.files].map(copied));
  const at = new Date().toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return { key: form.elements.client_key.value, person: list.dataset.person, url: form.action, title: form.dataset.title, at, fields, photos, why: "" };
}

// Kept first, sent then: what has been written is not lost, whatever becomes of the network.
async function submitted(event) {
  event.preventDefault();
  const draft = await draftOf(event.submitter);
  try {
    await keepDraft(draft);
  } catch (full) {
    form.submit();
    return;
  }
  const outcome = await sendDraft(draft, cookie("csrftoken"));
  if (outcome.sent) { location.assign(outcome.url); return; }
  form.querySelectorAll(".busy").forEach((note) => note.remove());
  delete form.dataset.sent;
  if (outcome.refused) {
    await dropDraft(draft.key);
    say(outcome.why);
    return;
  }
  await keepDraft({ ...draft, why: outcome.why });
  form.reset();
  begin();
  say(`已保存在手机（${outcome.why}），能发时自动发送`);
  await showDrafts();
  const worker = await ready;
  if (worker && worker.sync) worker.sync.register("drafts").catch(() => {});
}

function begin() {
  form.elements.client_key.value = freshKey();
  showChosen();
  showPercent();
}

function showChosen() {
  const chosen = document.getElementById("chosen");
  chosen.replaceChildren(...[...form.elements.photos.files].map((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name}（${(file.size / 2 ** 20).toFixed(1)} MB）`;
    return line;
  }));
}

// The number keeps the value; the slider beside it moves it, its last value marked.
function addSlider(field) {
  const number = form.elements.percent;
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = 0;
  slider.max = 100;
  slider.className = "field-slider";
  slider.setAttribute("aria-label", "完成比例");
  if (field.dataset.last) {
    const marks = document.createElement("datalist");
    marks.id = "last-percent";
    marks.append(new Option(`上次 ${field.dataset.last}%`, field.dataset.last));
    slider.setAttribute("list", marks.id);
    field.append(marks);
  }
  slider.addEventListener("input", () => { number.value = slider.value; });
  number.addEventListener("input", showPercent);
  number.before(slider);
}

function showPercent() {
  const slider = form.querySelector(".field-slider");
  if (slider) slider.value = form.elements.percent.value || 0;
}

// What lies on the phone belongs to one person: another one begins with nothing.
async function forPerson() {
  if (!("caches" in window)) return;
  if (localStorage.getItem("field-person") !== list.dataset.person) {
    await caches.delete(PAGES);
    localStorage.setItem("field-person", list.dataset.person);
  }
  const links = [...document.querySelectorAll(".field-go a[href$='/report/']")].slice(0, 12);
  const pages = await caches.open(PAGES);
  for (const link of [location.pathname, ...links.map((a) => a.pathname)]) await pages.add(link).catch(() => {});
}

const ready = "serviceWorker" in navigator
  ? navigator.serviceWorker.register(list.dataset.worker).then(() => navigator.serviceWorker.ready).catch(() => null)
  : Promise.resolve(null);

if (form) {
  const slider = form.querySelector(".field-percent");
  if (slider) addSlider(slider);
  begin();
  form.addEventListener("submit", submitted);
  form.elements.photos.addEventListener("change", showChosen);
  window.addEventListener("pageshow", (event) => { if (event.persisted) begin(); });
}
if (channel) channel.addEventListener("message", showDrafts);
window.addEventListener("online", sendAll);
forPerson();
sendAll();
