"use strict";
// On the phone without network: the pages of the site as they were last seen, and the drafts sent when it returns.
importScripts("{{ drafts|escapejs }}");

const ASSETS = "field-assets";
const WAIT = 5000;
const files = [{% for asset in assets %}"{{ asset|escapejs }}", {% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(ASSETS).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fresh(request, PAGES));
  else if (files.includes(url.pathname)) event.respondWith(fresh(request, ASSETS));
});

// The network first, as long as it does not keep one waiting; else what was kept.
async function fresh(request, name) {
  const cache = await caches.open(name);
  const kept = await cache.match(request, { ignoreSearch: true });
  const asked = fetch(request).then((answer) => {
    if (answer.ok && !answer.redirected) cache.put(request, answer.clone());
    return answer;
  });
  if (!kept) return asked.catch(() => away());
  const late = new Promise((resolve) => setTimeout(resolve, WAIT, kept));
  return Promise.race([asked.catch(() => kept), late]);
}

function away() {
  const page = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>没有网络</title><h1>没有网络</h1><p>这一页还没有存在手机里。有网络时打开一次“今天要报”，以后没有网络也能填报。</p><p><a href=\"/field/\">今天要报</a></p>";
  return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

self.addEventListener("sync", (event) => {
  if (event.tag === "drafts") event.waitUntil(sendKept());
});

async function sendKept() {
  const token = await self.cookieStore.get("csrftoken");
  for (const draft of await allDrafts()) {
    const outcome = await sendDraft(draft, token ? token.value : "");
    if (!outcome.sent) await keepDraft({ ...draft, why: outcome.why });
  }
  new BroadcastChannel(DRAFTS).postMessage("sent");
}
