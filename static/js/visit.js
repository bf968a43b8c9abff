// A visit recorded where there may be no signal. Needs portal.js.
//
//   <form data-visit data-key="visit-7"> fields, <input type="file" name="photos" capture multiple>, <input name="client_key">
//     [data-offline]: says what is kept on the phone; [data-photos]: the pictures chosen so far
// What is typed is kept in localStorage, pictures in IndexedDB, until the server has taken them. A camera gives one picture
// at a time, so each choice is added to those before it. Sent once: the same client key goes with every attempt.
(() => {
  "use strict";
  const form = document.querySelector("form[data-visit]");
  if (!form) return;
  const { $$ } = window.portal;
  const key = form.dataset.key, said = form.querySelector("[data-offline]"), tiles = form.querySelector("[data-photos]");
  const chooser = form.querySelector("input[name=photos]"), button = form.querySelector("button[type=submit]");
  let waiting = false, pictures = [];

  const say = words => { said.textContent = words; said.hidden = !words; };
  const fields = () => $$("input, textarea", form).filter(one => one.name && !["file", "hidden"].includes(one.type) || one.name === "client_key");

  // ——— pictures ———
  const store = mode => new Promise((resolve, reject) => {
    const opening = indexedDB.open("visits", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("photos");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => resolve(opening.result.transaction("photos", mode).objectStore("photos"));
  });
  const stored = async () => {
    try {
      const rows = await store("readonly");
      return await new Promise(resolve => { const got = rows.get(key); got.onsuccess = () => resolve(got.result || []); got.onerror = () => resolve([]); });
    } catch { return []; }
  };
  const keepPictures = async () => { try { (await store("readwrite")).put(pictures, key); } catch { /* private browsing keeps none */ } };
  const show = () => {
    tiles.replaceChildren(...pictures.map((file, place) => {
      const item = document.createElement("li"), image = document.createElement("img"), off = document.createElement("button");
      item.className = "tile";
      const reader = new FileReader();  // the content security policy shows no blob: addresses
      reader.onload = () => { image.src = reader.result; };
      reader.readAsDataURL(file);
      image.alt = `照片 ${place + 1}`;
      image.width = 140;
      off.type = "button";
      off.className = "btn btn-quiet btn-sm";
      off.textContent = "去掉";
      off.addEventListener("click", () => { pictures.splice(place, 1); keepPictures(); show(); });
      item.append(image, off);
      return item;
    }));
  };
  chooser.addEventListener("change", () => {
    pictures.push(...chooser.files);
    chooser.value = "";
    keepPictures();
    show();
  });

  // ——— words ———
  const keep = () => {
    const values = {};
    fields().forEach(one => { if (one.type !== "radio" || one.checked) values[one.name] = one.value; });
    try { localStorage.setItem(key, JSON.stringify({ values, waiting })); } catch { /* full or forbidden: the page still holds it */ }
  };
  const restore = kept => fields().forEach(one => {
    const value = kept.values[one.name];
    if (value === undefined) return;
    if (one.type === "radio") one.checked = one.value === value; else one.value = value;
  });
  form.addEventListener("input", keep);

  // ——— sending ———
  const problems = findings => {
    const list = findings.map(one => one.sentence).join(" ");
    say(list);
    const first = findings.find(one => one.field && document.getElementById(one.field));
    (first ? document.getElementById(first.field) : said).scrollIntoView({ block: "center" });
  };
  const later = () => {
    waiting = true;
    keep();
    say("没有网络，已经存在这部手机上。联网后自动提交，请不要清除浏览器数据。");
    said.scrollIntoView({ block: "center" });
  };
  const send = async () => {
    const body = new FormData(form);
    body.delete("photos");
    pictures.forEach((file, place) => body.append("photos", file, file.name || `photo-${place + 1}.jpg`));
    button.setAttribute("aria-disabled", "true");
    let answer;
    try {
      answer = await fetch(form.action || location.href, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch { later(); return; } finally { button.removeAttribute("aria-disabled"); }
    if (answer.status === 422) { waiting = false; keep(); problems((await answer.json()).findings); return; }
    if (answer.redirected || answer.status === 403) { waiting = true; keep(); say("登录已过期。内容还在这部手机上，重新登录后打开本页会自动提交。"); return; }
    if (!answer.ok) { later(); return; }
    localStorage.removeItem(key);
    pictures = [];
    await keepPictures();
    location.assign((await answer.json()).url);
  };
  form.addEventListener("submit", event => { event.preventDefault(); event.stopPropagation(); send(); }, true);
  window.addEventListener("online", () => { if (waiting) send(); });

  (async () => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key) || "null"); } catch { kept = null; }
    pictures = await stored();
    show();
    if (!kept) return;
    restore(kept);
    waiting = Boolean(kept.waiting);
    if (waiting && navigator.onLine) { say("正在提交存在这部手机上的走访情况。"); send(); } else say("已恢复上次填写的内容。");
  })();
})();
