// Entries from the phone: photos made small, a draft on the device, sent once when the line is back. Needs portal.js.
//
//   <form method="post" enctype="multipart/form-data" data-outbox data-title="活动开展台账" data-label="title">
//   input[name=client_key]     names the entry whatever happens on the way; a new one is made after each
//   input[type=file][data-shots="photo"]   what is chosen is collected under that name, so the input can be used again
//   [data-shot-list="photo"]   shows what is collected, each with a button to leave it out
//   #{field}-e                 the server's sentence about a field (component field)
//   [data-waiting data-owner]  on any page: what this person's device still holds; every page that has it sends
//
// POST multipart with Accept: application/json
//   200 {url}   422 {findings: [{field, sentence}]}   401, 403, 404   a redirect to the login page
// The device keeps an entry (IndexedDB, photos too) until the server has it; the server takes a client_key once.
(() => {
  "use strict";
  const { $$, memory, token, toast } = window.portal;
  const panel = document.querySelector("[data-waiting]"), form = document.querySelector("form[data-outbox]");
  const owner = panel?.dataset.owner;
  if (!owner) return;
  const SIDE = 2400, RETRY = 20000, EDIT = "edit-entry";

  // ——— what the device holds ———
  const opened = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("portal-outbox", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("entries", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const ask = async (mode, act) => {
    const db = await opened();
    return new Promise((resolve, reject) => {
      const step = db.transaction("entries", mode), request = act(step.objectStore("entries"));
      step.oncomplete = () => { db.close(); resolve(request.result); };
      step.onerror = step.onabort = () => { db.close(); reject(step.error); };
    });
  };
  const put = entry => ask("readwrite", entries => entries.put(entry));
  const drop = key => ask("readwrite", entries => entries.delete(key));
  const get = key => ask("readonly", entries => entries.get(key));
  const mine = async () => (await ask("readonly", entries => entries.getAll()).catch(() => []))
    .filter(entry => entry.owner === owner).sort((a, b) => a.at.localeCompare(b.at));

  // ——— sending ———
  const bodyOf = entry => {
    const body = new FormData();
    entry.fields.forEach(([name, value]) => body.append(name, value));
    entry.files.forEach(([name, file, filename]) => body.append(name, file, filename));
    return body;
  };
  // {done, url} | {findings} | {sentence}: the last means that it waits
  const send = async entry => {
    const response = await fetch(entry.url, {
      method: "POST", credentials: "same-origin", redirect: "manual", body: bodyOf(entry),
      headers: { "Accept": "application/json", "X-CSRFToken": token() },
    }).catch(() => null);
    if (!response) return { sentence: "离线，已存本机" };
    if (response.type === "opaqueredirect" || response.status === 401) return { sentence: "登录已过期，请重新登录后上传" };
    if (response.status === 422) return await response.json();
    if (response.ok) return { done: true, ...await response.json() };
    if (response.status === 413) return { sentence: "文件太大，请去掉几张照片" };
    return { sentence: response.status >= 500 ? "服务器暂时打不开，稍后自动再试" : "现在不能登记，请刷新页面查看原因" };
  };
  let busy = false;
  const sendOne = async entry => {
    const answer = await send(entry);
    if (answer.done) { await drop(entry.key); return true; }
    await put({ ...entry, findings: answer.findings, sentence: answer.sentence });
    return false;
  };
  const flush = async () => {
    if (busy) return;
    busy = true;
    let sent = 0;
    for (const entry of await mine()) if (!entry.findings && await sendOne(entry).catch(() => false)) sent += 1;
    busy = false;
    if (sent) toast(`已上传 ${sent} 条离线登记的记录。`);
    await show();
  };
  const alone = act => navigator.locks ? navigator.locks.request("portal-outbox", { ifAvailable: true }, lock => lock && act()) : act();

  // ——— what waits, in sight ———
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const button = (words, act) => make("button", { type: "button", className: "btn btn-sm", textContent: words, onclick: act });
  const line = entry => {
    const at = new Date(entry.at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
    const why = entry.findings ? entry.findings.map(f => f.sentence).join("；") : entry.sentence || "等待上传";
    const mend = entry.findings && button("打开修改", () => { memory.set(EDIT, entry.key); location.assign(entry.url); });
    const leave = button("删除", async () => { if (confirm(`删除本机上的“${entry.label}”？删除后不能恢复。`)) { await drop(entry.key); show(); } });
    return make("li", {}, make("p", { className: "ui" }, make("b", { textContent: entry.label }), ` ${entry.title}　${at}${entry.files.length ? `　${entry.files.length} 个文件` : ""}`),
      make("p", { className: entry.findings ? "errmsg" : "hint", textContent: why }), make("p", { className: "row" }, ...[mend, leave].filter(Boolean)));
  };
  async function show() {
    const waiting = await mine();
    panel.hidden = !waiting.length;
    if (!waiting.length) { panel.replaceChildren(); return; }
    panel.replaceChildren(make("h2", { textContent: `本机有 ${waiting.length} 条还没有上传` }),
      make("p", { className: "ui", textContent: "联网后自动上传，每条只登记一次。请不要清除浏览器数据。" }),
      make("ul", { className: "rows" }, ...waiting.map(line)),
      make("p", { className: "row" }, button("立即上传", () => alone(flush))));
  }

  // ——— the form ———
  const shots = new Map();        // name → [{file, filename, picture}]
  const draft = form && `entry-draft:${owner}:${location.pathname}`;
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64; bytes[8] = bytes[8] & 63 | 128;
    return [...bytes].map((b, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + b.toString(16).padStart(2, "0")).join("");
  };
  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  const collected = () => [...shots].flatMap(([name, several]) => several.map(one => [name, one.file, one.filename]));
  const drawn = async (file, side, type) => {
    const picture = await createImageBitmap(file), scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return type ? new Promise(resolve => canvas.toBlob(resolve, type, 0.86)) : canvas.toDataURL("image/jpeg", 0.7);
  };
  // a picture that the browser cannot read goes as it is, the server says what is wrong with it
  const small = async file => {
    if (!file.type.startsWith("image/")) return { file, filename: file.name, picture: "" };
    try {
      const blob = await drawn(file, SIDE, "image/jpeg");
      return { file: blob, filename: file.name.replace(/\.\w+$/, "") + ".jpg", picture: await drawn(file, 160) };
    } catch { return { file, filename: file.name, picture: "" }; }
  };
  const showShots = name => {
    const list = form.querySelector(`[data-shot-list="${CSS.escape(name)}"]`);
    list.replaceChildren(...(shots.get(name) || []).map(one => make("li", { className: "shot" },
      one.picture ? make("img", { src: one.picture, alt: one.filename }) : make("b", { textContent: one.filename }),
      make("button", { type: "button", className: "btn btn-sm", textContent: "移除", ariaLabel: `移除 ${one.filename}`,
        onclick: () => { shots.set(name, shots.get(name).filter(other => other !== one)); showShots(name); } }))));
  };
  const collect = async input => {
    const name = input.dataset.shots, files = [...input.files];
    input.value = "";
    for (const file of files) shots.set(name, [...(shots.get(name) || []), await small(file)]);
    showShots(name);
  };
  const showFindings = findings => {
    form.querySelector(".errsum")?.remove();
    $$(".field", form).forEach(field => field.classList.remove("bad"));
    $$(".errmsg[id]", form).forEach(message => { message.hidden = true; });
    for (const { field, sentence } of findings) {
      const message = field && document.getElementById(`${field}-e`);
      if (!message) continue;
      (message.querySelector("span") || message).textContent = sentence;
      message.hidden = false;
      message.closest(".field")?.classList.add("bad");
    }
    if (!findings.length) return;
    const items = findings.map(({ field, sentence }) => make("li", {}, field && document.getElementById(field) ? make("a", { href: `#${field}`, textContent: sentence }) : sentence));
    const summary = make("section", { className: "errsum", tabIndex: -1, role: "alert" }, make("h2", { textContent: `有 ${findings.length} 处需要修改` }), make("ul", {}, ...items));
    form.prepend(summary);
    summary.focus();
  };
  const fill = fields => {
    for (const control of $$("input, select, textarea", form)) {
      if (!control.name || ["file", "hidden"].includes(control.type)) continue;
      const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
      if (control.dataset.count) control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const key = fields.find(([name]) => name === "client_key");
    if (key) form.elements.client_key.value = key[1];
  };
  const clear = () => {
    form.reset();
    shots.clear();
    $$("[data-shot-list]", form).forEach(list => list.replaceChildren());
    form.elements.client_key.value = newKey();
    memory.drop(draft);
    showFindings([]);
  };
  const keepDraft = () => memory.set(draft, JSON.stringify(typed()));
  const restore = async () => {
    const key = memory.get(EDIT), entry = key && await get(key).catch(() => null);
    memory.drop(EDIT);
    if (entry && entry.url === location.pathname) {
      fill(entry.fields);
      entry.files.forEach(([name, file, filename]) => shots.set(name, [...(shots.get(name) || []), { file, filename, picture: "" }]));
      [...shots.keys()].forEach(showShots);
      showFindings(entry.findings || []);
      return;
    }
    const left = memory.get(draft);
    if (!left || form.querySelector(".errsum")) return;
    fill(JSON.parse(left));
    const notice = make("section", { className: "notice" }, make("h2", { textContent: "已恢复这台设备上没有提交的草稿" }),
      make("div", {}, button("清空重填", () => { clear(); notice.remove(); })));
    notice.dataset.tone = "wait";
    form.before(notice);
  };
  const submit = async () => {
    const label = form.elements[form.dataset.label]?.value || form.dataset.title;
    const entry = { key: form.elements.client_key.value, owner, url: location.pathname, title: form.dataset.title, label,
      fields: typed(), files: collected(), at: new Date().toISOString() };
    await put(entry).catch(() => {});
    const answer = await send(entry);
    if (answer.done) { await drop(entry.key).catch(() => {}); memory.drop(draft); location.assign(answer.url); return; }
    if (answer.findings) { await drop(entry.key).catch(() => {}); showFindings(answer.findings); return; }
    const kept = await get(entry.key).catch(() => null);
    if (!kept) { showFindings([{ field: "", sentence: `${answer.sentence}。这台设备存不下这条记录，请先不要关闭页面。` }]); return; }
    await put({ ...entry, sentence: answer.sentence });
    clear();
    await show();
    toast("离线，已存本机。联网后会自动上传，请不要清除浏览器数据。");
    panel.scrollIntoView({ block: "start" });
  };
  if (form) {
    const press = form.querySelector("button[type=submit]"), words = press.textContent;
    let sending = false;
    form.addEventListener("submit", async event => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      press.setAttribute("aria-busy", "true");
      press.textContent = "正在提交…";
      await submit();
      sending = false;
      press.removeAttribute("aria-busy");
      press.textContent = words;
    });
    form.addEventListener("input", event => { if (event.target.type !== "file") keepDraft(); });
    form.addEventListener("change", event => {
      if ("shots" in event.target.dataset) collect(event.target); else if (event.target.type !== "file") keepDraft();
    });
    restore();
  }
  window.addEventListener("online", () => alone(flush));
  setInterval(() => { if (!panel.hidden && navigator.onLine) alone(flush); }, RETRY);
  show().then(() => alone(flush));
})();
