// The long form saves itself: nothing typed is lost (architecture §4). Needs portal.js.
//
//   <form id="nomination" method="post" data-save-url="/desk/nominations/7/save/" data-version="12"
//         data-owner="user id" data-login-url="/login/?next=/desk/nominations/7/form/">
// Controls          name is the question's key; data-key where the name differs. Checkboxes of one key give a list;
//                   a single checkbox marked data-flag gives true/false. data-private: never kept on this device.
//                   data-nosave: not saved (files, the submit boxes). data-exclusive: choosing it clears the others.
// Rows              <tbody data-rows data-key="honours" id="honours-rows"> rows marked data-row, cells data-cell="year";
//                   <template data-row-for="honours-rows"> one row, __i__ becomes its number, __row__ a new id </template>;
//                   <button type="button" data-row-add="honours-rows">, in the row <button type="button" data-row-remove>.
//                   The whole table is one value: a list of objects. data-max limits the rows.
// Conditions        data-show-if="level=高级技师|技师", "has_patent" (answered), "kind!=其他": hidden otherwise.
// Errors            #key-e (component field), written with the server's sentence; .field gets "bad".
// Versions          <input type="hidden" name="{key}.version"> beside a question holds its version, for the script and for
//                   a page posted as a whole; a part of an answer ({key}.text.a) shares that of the whole.
// Asked or not      the answer's `hidden` lists the keys not asked now: [data-question="key"] is hidden or shown.
// Derived           the answer's `derived` has the words of what the portal computes: shown in [data-derived="key"], never typed.
// Slots of files    the answer's `slots` has id and title of each [data-slot] wanted now; when they differ the [data-slots] lists load anew.
// Autosave          component autosave shows the state; component sidenav follows `sections`.
// Files             form[data-upload] (component upload), or inside another form span[data-upload] with data-action, data-kind,
//                   data-item, data-replaces; data-max-mb; the list around it needs an id: <ul class="tiles" id="…">.
//                   The answer may be a redirect to this page, or JSON {sentence} for a refusal.
//
// POST JSON {key, value, version}
//   200 {version, saved_at, findings: [{field, sentence}], sections: [{code, done, total, state}]}
//   409 {value, version, saved_at, saved_by}   422 {findings}   401, 403, 404   a redirect to the login page
// The version may be one for the form (data-version on the form) or one per question (data-version on the control).
(() => {
  "use strict";
  const { $$, memory, showCount, token, toast } = window.portal;
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // ——— a form that is closed by now: what was typed too late is still on this device, and is shown as not handed in ———
  const showUnsent = closed => {
    let copies = {};
    try { copies = JSON.parse(memory.get(`draft:${closed.dataset.owner || ""}:${closed.dataset.unsentOf}`)) || {}; } catch { return; }
    const left = Object.entries(copies).map(([key, copy]) => [document.getElementById(key), copy.words]).filter(([field, words]) => field && words);
    if (!left.length) return;
    const text = `标有“未提交”的 ${left.length} 处内容只留在这台设备上，没有保存，请自行复制留存。`;
    const notice = make("section", { className: "notice" }, make("div", {}, make("h2", { textContent: text })));
    notice.dataset.tone = "wait";
    closed.prepend(notice);
    for (const [field, words] of left) {
      const badge = make("span", { className: "badge", textContent: "未提交" });
      badge.dataset.tone = "stop";
      field.querySelector(".label")?.append(" ", badge);
      field.append(make("p", { className: "unsent", textContent: words }));
    }
  };
  const closed = document.querySelector("form[data-unsent-of]");
  if (closed) { showUnsent(closed); return; }

  const form = document.querySelector("form[data-save-url]:not([data-scores])");
  if (!form) return;
  const DELAY = 900, RETRY = 15000;
  const store = `draft:${form.dataset.owner || ""}:${form.dataset.saveUrl}`;
  const waiting = new Map();          // key → time of the change; left only when the server has confirmed
  const conflicts = new Map();        // key → the server's answer
  const timers = new Map();
  const faults = new Map();           // key → the findings of what the server has
  const known = new Map();            // key → the value the server had when we last heard of it
  let sending = false, leaving = false, loggedOut = false;

  // ——— reading and writing answers ———
  const keyOf = control => control.closest("[data-rows]")?.dataset.key || control.dataset.key || control.name;
  const skipped = control => !keyOf(control) || control.type === "file" || control.type === "hidden" || control.closest("[data-nosave]");
  const controls = key => $$("input, select, textarea", form).filter(c => !skipped(c) && keyOf(c) === key);
  const rowsOf = key => form.querySelector(`[data-rows][data-key="${CSS.escape(key)}"]`);
  const plain = control => control.type === "checkbox" ? control.checked : control.value;
  const readRows = box => $$("[data-row]", box).map(row =>
    Object.fromEntries($$("[data-cell]", row).map(cell => [cell.dataset.cell, plain(cell)])));
  const read = key => {
    const box = rowsOf(key);
    if (box) return readRows(box);
    const all = controls(key), first = all[0];
    if (!first) return null;
    if (first.type === "radio") return all.find(c => c.checked)?.value ?? "";
    if (first.type === "checkbox") return "flag" in first.dataset ? first.checked : all.filter(c => c.checked).map(c => c.value);
    return first.multiple ? [...first.selectedOptions].map(o => o.value) : first.value;
  };
  const put = (control, value) => {
    if (control.type === "checkbox") control.checked = Array.isArray(value) ? value.includes(control.value) : value === true;
    else if (control.type === "radio") control.checked = control.value === value;
    else if (control.multiple) [...control.options].forEach(o => { o.selected = value.includes(o.value); });
    else control.value = value ?? "";
    if (control.dataset.count) showCount(control);
  };
  const write = (key, value) => {
    const box = rowsOf(key);
    if (!box) { controls(key).forEach(control => put(control, value)); return; }
    $$("[data-row]", box).forEach(row => row.remove());
    for (const cells of value || []) {
      const row = addRow(box);
      $$("[data-cell]", row).forEach(cell => put(cell, cells[cell.dataset.cell]));
    }
  };
  const same = (a, b) => JSON.stringify(a ?? "") === JSON.stringify(b ?? "");
  const isPrivate = key => controls(key).some(c => c.closest("[data-private]"));
  const versionField = key => form.elements[`${key}.version`] || form.elements[`${key.split(".")[0]}.version`];
  const versionOf = key => Number(versionField(key)?.value ?? versionHolder(key).dataset.version);
  const setVersion = (key, version) => {
    const field = versionField(key);
    if (field) field.value = version; else versionHolder(key).dataset.version = version;
  };
  const versionHolder = key => rowsOf(key)?.dataset.version ? rowsOf(key) : controls(key).find(c => c.dataset.version) || form;

  // ——— the copy on this device ———
  const wordsOf = key => {
    if (rowsOf(key)) return readable(read(key));
    const all = controls(key);
    if (["radio", "checkbox"].includes(all[0]?.type)) return all.filter(c => c.checked).map(c => c.closest("label")?.textContent.trim() || c.value).join("、");
    return all.map(c => c.selectedOptions ? [...c.selectedOptions].map(o => o.textContent.trim()).join("、") : c.value).join("\n");
  };
  const copies = () => { try { return JSON.parse(memory.get(store)) || {}; } catch { return {}; } };
  const keep = key => {
    if (isPrivate(key)) return;
    const copy = { value: read(key), words: wordsOf(key), base: known.get(key), at: new Date().toISOString() };
    memory.set(store, JSON.stringify({ ...copies(), [key]: copy }));
  };
  const forget = key => {
    const rest = copies();
    delete rest[key];
    if (Object.keys(rest).length) memory.set(store, JSON.stringify(rest)); else memory.drop(store);
  };

  // ——— what the person sees ———
  const box = document.getElementById("autosave");
  const show = (state, words, label, act) => {
    if (!box) return;
    box.dataset.state = state;
    box.querySelector("[data-autosave-text]").textContent = words;
    const button = box.querySelector("[data-autosave-act]");
    button.hidden = !label;
    button.textContent = label || "";
    button.onclick = act || null;
  };
  const showOffline = () => show("offline", "离线，已存本机", "再试一次", flush);
  const showLoggedOut = () => show("offline", "登录已过期，内容已存本机", "重新登录", () => open(form.dataset.loginUrl || "/login/", "_blank"));
  const showConflicts = () => show("conflict", "另一窗口已修改，请先比较", "比较", () => compare([...conflicts.keys()][0]));
  const showError = (key, sentence) => {
    const line = document.getElementById(`${key}-e`), field = line?.closest(".field");
    if (!line) return;
    (line.querySelector("span") || line).textContent = sentence;
    line.hidden = !sentence;
    field?.classList.toggle("bad", !!sentence);
    controls(key).forEach(c => sentence ? c.setAttribute("aria-invalid", "true") : c.removeAttribute("aria-invalid"));
  };
  const showFindings = (key, findings = []) => {
    showError(key, "");
    for (const finding of findings) showError(finding.field || key, finding.sentence);
  };
  const WORDS = { done: "，已完成", bad: "，有要改的", part: "，填报中", todo: "，未开始" };
  const showSections = (sections = []) => sections.forEach(section => {
    const item = document.querySelector(`[data-section="${CSS.escape(section.code)}"]`);
    if (!item) return;
    item.dataset.state = section.state;
    const words = item.querySelector("[data-words]");
    if (words) words.textContent = WORDS[section.state] || "";
    const count = item.querySelector("[data-done]");
    if (count) count.textContent = `${section.done}/${section.total}`;
  });

  // ——— saving: one request at a time, so that versions follow one another ———
  const changed = (control, delay = DELAY) => {
    if (skipped(control)) return;
    const key = keyOf(control);
    if (conflicts.has(key)) { keep(key); showConflicts(); return; }      // the person decides first
    if (!waiting.has(key) && same(read(key), known.get(key))) { forget(key); showFindings(key, faults.get(key)); return; }
    waiting.set(key, Date.now());
    keep(key);
    show("dirty", "正在保存…");
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(flush, delay));
  };
  const request = body => fetch(form.dataset.saveUrl, {
    method: "POST", credentials: "same-origin", redirect: "manual", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token() },
  });
  const showQuestions = hidden => hidden && $$("[data-question]", form).forEach(part => { part.hidden = hidden.includes(part.dataset.question); });
  const showDerived = derived => Object.entries(derived || {}).forEach(([key, words]) => {
    const line = form.querySelector(`[data-derived="${key}"] > p.ui`);
    if (line) { line.textContent = words; line.classList.toggle("muted", words === "未填写"); }
  });
  const showSlots = async slots => {
    const lists = $$("[data-slots][id]", form), there = Object.fromEntries($$("[data-slot]", form).map(slot => [slot.dataset.slot, slot.dataset.title]));
    if (!slots || !lists.length) return;
    const over = $$("[data-slot][data-needed]", form).some(slot => !(slot.dataset.slot in slots));
    if (!over && Object.entries(slots).every(([id, title]) => there[id] === title)) return;
    const page = await fetch(location.href, { credentials: "same-origin" }).then(r => r.ok ? r.text() : "").catch(() => "");
    const fresh = new DOMParser().parseFromString(page, "text/html");
    lists.forEach(list => { const other = fresh.getElementById(list.id); if (other) list.replaceWith(other); });
  };
  const confirmed = (key, value, answer) => {
    setVersion(key, answer.version);
    showQuestions(answer.hidden);
    showDerived(answer.derived);
    showSlots(answer.slots);
    known.set(key, value);
    faults.set(key, answer.findings);
    if (same(read(key), value)) { waiting.delete(key); forget(key); }
    showFindings(key, answer.findings);
    showSections(answer.sections);
    if (!waiting.size && !conflicts.size) show("saved", `已保存 ${answer.saved_at}`);
  };
  const refused = (key, value, answer) => {
    showFindings(key, answer.findings);
    if (same(read(key), value)) waiting.delete(key);
    show("error", "有一处没有保存，请看红色提示");
  };
  // nobody changed this question elsewhere: take the new version and try again; otherwise the person decides
  const clashed = (key, value, answer) => {
    const untouched = same(answer.value, known.get(key));
    setVersion(key, answer.version);
    if (same(answer.value, value)) { confirmed(key, value, answer); return; }
    if (untouched) return;
    waiting.delete(key);
    conflicts.set(key, answer);
  };
  const expired = response => response.type === "opaqueredirect" || response.status === 401;
  const gone = key => { waiting.delete(key); show("error", "这份表现在不能修改，您写的内容留在本机"); };
  const send = async key => {
    const value = read(key);
    const response = await request({ key, value, version: versionOf(key) });
    if (expired(response)) { loggedOut = true; return false; }
    loggedOut = false;
    if ([403, 404].includes(response.status)) { gone(key); return true; }
    if (response.status >= 500) return false;
    const answer = await response.json();
    ({ 200: confirmed, 409: clashed, 422: refused }[response.status] || gone)(key, value, answer);
    return true;
  };
  async function flush() {
    if (sending) return;
    sending = true;
    let reached = true;
    for (let tries = 0; reached && waiting.size && tries < 200; tries += 1) {
      if (box?.dataset.state !== "saving") show("saving", "正在保存…");
      reached = await send(waiting.keys().next().value).catch(() => false);
    }
    sending = false;
    if (conflicts.size) showConflicts();
    else if (loggedOut) showLoggedOut();
    else if (!reached) showOffline();
  }
  setInterval(() => { if (waiting.size && !loggedOut) flush(); }, RETRY);
  window.addEventListener("online", flush);
  window.addEventListener("focus", () => { if (waiting.size) flush(); });
  window.addEventListener("offline", showOffline);

  // ——— two windows changed the same question ———
  const readable = value => typeof value === "string" ? value : Array.isArray(value)
    ? value.map(v => typeof v === "object" ? Object.values(v).join("　") : v).join("\n") : String(value ?? "");
  const labelOf = key => form.querySelector(`label[for="${CSS.escape(key)}"], #${CSS.escape(key)} > legend`)?.firstChild?.textContent.trim() || key;
  const decide = (dialog, key, mine) => {
    const answer = conflicts.get(key);
    conflicts.delete(key);
    known.set(key, answer.value);
    dialog.close();
    if (mine) waiting.set(key, Date.now()); else { write(key, answer.value); forget(key); conditions(); }
    if (!mine && !waiting.size && !conflicts.size) show("saved", answer.saved_at ? `已保存 ${answer.saved_at}` : "已保存");
    flush();
  };
  function compare(key) {
    const answer = conflicts.get(key);
    if (!answer) return;
    const dialog = make("dialog", { className: "dialog wide" });
    const column = (title, value, label, mine) => {
      const button = make("button", { type: "button", className: "btn", textContent: label, onclick: () => decide(dialog, key, mine) });
      return make("section", { className: "stack tight" }, make("h3", { textContent: title }), make("pre", { textContent: readable(value) || "（空）" }), button);
    };
    const title = make("h2", { id: "compare-title", textContent: `另一个窗口刚改过：${labelOf(key)}` });
    const by = make("p", { className: "ui", textContent: "请先比较两处不同，再决定保留哪一份。" });
    const other = `另一窗口${answer.saved_at ? `，${answer.saved_at}` : ""}${answer.saved_by ? `，${answer.saved_by}` : ""}`;
    dialog.setAttribute("aria-labelledby", "compare-title");
    dialog.append(make("div", { className: "stack" }, title, by, make("div", { className: "choice2" },
      column("本窗口", read(key), "保留本窗口的", true), column(other, answer.value, "改用另一窗口的", false))));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  // ——— what an earlier visit left on this device ———
  const bring = ([key, copy]) => {
    write(key, copy.value);
    if (same(copy.base, known.get(key))) waiting.set(key, Date.now());
    else conflicts.set(key, { value: known.get(key), saved_at: "" });      // changed on the server since then: compare
  };
  // What nobody has changed since comes back by itself; the rest is offered, for there the person decides.
  const restoreCopies = () => {
    const left = Object.entries(copies()).filter(([key, copy]) => read(key) !== null && !same(read(key), copy.value));
    if (!left.length) { memory.drop(store); return; }
    const [back, open] = [left.filter(([key, copy]) => same(copy.base, known.get(key))), left.filter(([key, copy]) => !same(copy.base, known.get(key)))];
    back.forEach(bring);
    conditions();
    if (open.length) offer(open);
    if (!back.length) return;
    flush();
    toast(`已恢复本机留存的 ${back.length} 处内容：${back.map(([key]) => labelOf(key)).join("、")}`);
  };
  const offer = left => {
    const notice = make("section", { className: "notice", id: "restore" });
    notice.dataset.tone = "wait";
    const when = new Date(left[0][1].at).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
    const restore = () => { left.forEach(bring); notice.remove(); conditions(); flush(); };
    const drop = () => { memory.drop(store); notice.remove(); };
    notice.append(make("div", { className: "stack tight" },
      make("h2", { textContent: `这台设备上有 ${left.length} 处内容没有上传（${when}），后来又有人改过` }),
      make("p", { textContent: left.map(([key]) => labelOf(key)).join("、") }),
      make("p", { className: "row" },
        make("button", { type: "button", className: "btn btn-sm", textContent: "恢复并比较", onclick: restore }),
        make("button", { type: "button", className: "btn btn-quiet btn-sm", textContent: "不要了", onclick: drop }))));
    form.prepend(notice);
  };

  // ——— conditional questions ———
  const holds = condition => {
    const [, key, not, wanted] = condition.match(/^([^=!]+)(!?)=(.*)$/) || [null, condition.trim(), "", null];
    const answers = [read(key.trim())].flat().filter(v => v !== "" && v !== false && v !== null).map(String);
    if (wanted === null) return answers.length > 0;
    const hit = wanted.split("|").some(w => answers.includes(w.trim()));
    return not ? !hit : hit;
  };
  function conditions() { $$("[data-show-if]", form).forEach(part => { part.hidden = !holds(part.dataset.showIf); }); }

  // ——— rows ———
  const newRow = () => [...crypto.getRandomValues(new Uint8Array(4))].map(byte => byte.toString(16).padStart(2, "0")).join("");
  function addRow(box) {
    const template = document.querySelector(`template[data-row-for="${box.id}"]`);
    const number = box.dataset.next = +(box.dataset.next || $$("[data-row]", box).length) + 1;
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__i__", number).replaceAll("__row__", newRow());
    const row = holder.content.querySelector("[data-row]");
    box.append(row);
    return row;
  }
  const limitRows = box => {
    const button = form.querySelector(`[data-row-add="${box.id}"]`), full = box.dataset.max && $$("[data-row]", box).length >= +box.dataset.max;
    if (button) button.hidden = !!full;
  };
  const saveRows = box => {
    waiting.set(box.dataset.key, Date.now());
    keep(box.dataset.key);
    limitRows(box);
    flush();
  };
  form.addEventListener("click", event => {
    const add = event.target.closest("[data-row-add]"), remove = event.target.closest("[data-row-remove]");
    if (add || remove) event.preventDefault();
    if (add) {
      const list = document.getElementById(add.dataset.rowAdd);
      addRow(list).querySelector("input, select, textarea")?.focus();
      limitRows(list);
    }
    if (!remove) return;
    const list = remove.closest("[data-rows]");
    remove.closest("[data-row]").remove();
    form.querySelector(`[data-row-add="${list.id}"]`)?.focus();
    saveRows(list);
  });

  // ——— files ———
  const progressIn = tile => tile.querySelector("progress") || tile.appendChild(make("progress", { max: 100, value: 0 }));
  const swapList = (list, text) => {
    const page = new DOMParser().parseFromString(text, "text/html"), fresh = list?.id && page.getElementById(list.id);
    if (!fresh) { location.reload(); return; }
    list.replaceWith(fresh);
    $$("#toasts > p", page).forEach(p => toast(p.textContent.trim()));
  };
  const fileProblem = (upload, files) => {
    const most = +(upload.dataset.maxMb || 10);
    return [...files].some(f => f.size > most * 1024 * 1024) ? `文件超过 ${most} MB。请压缩后再上传，或分成两个文件。` : "";
  };
  const tileWords = (tile, sentence) => {
    const line = tile.querySelector(".errmsg") || tile.querySelector("div").appendChild(make("p", { className: "errmsg" }));
    line.setAttribute("role", "alert");
    line.textContent = sentence;
  };
  const uploaded = (xhr, tile, list) => {
    tile.querySelector("progress")?.remove();
    if (xhr.getResponseHeader("Content-Type")?.includes("json")) {
      const answer = JSON.parse(xhr.responseText);
      if (answer.url) location.assign(answer.url); else tileWords(tile, answer.sentence || "没有上传成功，请再试一次。");
    } else if (xhr.status >= 200 && xhr.status < 300 || xhr.status === 422) swapList(list, xhr.responseText);
    else tileWords(tile, xhr.status === 413 ? "文件太大，请压缩后再上传。" : "没有上传成功，请再试一次。");
  };
  const partBody = part => {
    const body = new FormData();
    for (const name of ["kind", "item", "replaces"]) body.append(name, part.dataset[name] || "");
    return body;
  };
  const upload = (part, files) => {
    const tile = part.closest(".tile") || part, list = tile.closest("[id]:not(.tile)"), input = part.querySelector("input[type=file]");
    const problem = fileProblem(part, files);
    if (problem) { tileWords(tile, problem); input.value = ""; return; }
    const body = part.matches("form") ? new FormData(part) : partBody(part), xhr = new XMLHttpRequest(), bar = progressIn(tile);
    const name = part.matches("form") ? input.name : "file";
    body.delete(name);
    [...files].forEach(file => body.append(name, file));
    xhr.upload.onprogress = e => { bar.value = e.loaded / e.total * 100; bar.setAttribute("aria-label", `上传中 ${Math.round(bar.value)}%`); };
    xhr.onload = () => uploaded(xhr, tile, list);
    xhr.onerror = () => { bar.remove(); tileWords(tile, "网络中断，没有上传。请联网后再选一次文件。"); };
    xhr.open("POST", part.dataset.action || part.action);
    xhr.setRequestHeader("X-CSRFToken", token());
    xhr.setRequestHeader("Accept", "application/json, text/html");
    xhr.send(body);
  };
  const uploadOf = target => target.closest?.(".tile")?.querySelector("[data-upload]");
  document.addEventListener("change", event => {
    const part = event.target.closest("[data-upload]");
    if (part && event.target.files?.length) upload(part, event.target.files);
  });
  document.addEventListener("dragover", event => { const part = uploadOf(event.target); if (part) { event.preventDefault(); part.closest(".tile").dataset.drag = "over"; } });
  document.addEventListener("dragleave", event => { const part = uploadOf(event.target); if (part) delete part.closest(".tile").dataset.drag; });
  document.addEventListener("drop", event => {
    const part = uploadOf(event.target);
    if (!part) return;
    event.preventDefault();
    delete part.closest(".tile").dataset.drag;
    if (event.dataTransfer.files.length) upload(part, event.dataTransfer.files);
  });

  // ——— starting ———
  const exclusive = control => {
    if (control.type !== "checkbox" || !control.checked) return;
    const others = controls(keyOf(control)).filter(c => c !== control);
    others.filter(c => "exclusive" in control.dataset || "exclusive" in c.dataset).forEach(c => { c.checked = false; });
  };
  form.addEventListener("input", event => { if (event.target.matches("input, textarea")) changed(event.target); });
  form.addEventListener("change", event => { exclusive(event.target); conditions(); changed(event.target, 0); });
  form.addEventListener("submit", event => { leaving = !event.defaultPrevented; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", event => { if (!leaving && (waiting.size || conflicts.size)) event.preventDefault(); });
  const keys = new Set([...$$("input, select, textarea", form).filter(c => !skipped(c)).map(keyOf), ...$$("[data-rows]", form).map(b => b.dataset.key)]);
  const shownFault = key => document.getElementById(`${key}-e`)?.querySelector("span")?.textContent || "";
  keys.forEach(key => { known.set(key, read(key)); faults.set(key, [{ field: key, sentence: shownFault(key) }]); });
  $$("[data-rows]", form).forEach(limitRows);
  conditions();
  restoreCopies();
})();
