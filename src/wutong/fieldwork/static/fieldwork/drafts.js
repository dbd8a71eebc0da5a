"use strict";
// Drafts that lie on the phone until they are sent: shared by the pages and by the service worker.
// A draft: key, person, url, title, at, fields ([name, value] pairs), photos ({name, blob}), why it could not be sent.

const DRAFTS = "wutong-drafts";
const PAGES = "field-pages";

function inDrafts(mode, act) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DRAFTS, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("drafts", { keyPath: "key" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("drafts", mode);
      const asked = act(transaction.objectStore("drafts"));
      transaction.oncomplete = () => { opening.result.close(); resolve(asked.result); };
      transaction.onabort = transaction.onerror = () => { opening.result.close(); reject(transaction.error); };
    };
  });
}

const keepDraft = (draft) => inDrafts("readwrite", (store) => store.put(draft));
const dropDraft = (key) => inDrafts("readwrite", (store) => store.delete(key));
const allDrafts = () => inDrafts("readonly", (store) => store.getAll());

// Sent again under the same key, a draft arrives once: what the phone did not hear, the office has kept all the same.
async function sendDraft(draft, token) {
  const body = new FormData();
  draft.fields.forEach(([name, value]) => body.append(name, value));
  draft.photos.forEach((photo) => body.append("photos", photo.blob, photo.name));
  let answer;
  try {
    answer = await fetch(draft.url, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token } });
  } catch (unreachable) {
    return { why: "没有网络" };
  }
  const spoken = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  if (answer.redirected || answer.status === 403) return { why: "请重新登录后再发送" };
  if (!spoken) return { why: `暂时没有收下（${answer.status}），稍后再试` };
  const told = await answer.json();
  if (!answer.ok) return { why: told.errors.join("；"), refused: true };
  await dropDraft(draft.key);
  return { sent: true, url: told.url };
}
