// 形式审查表: each result is saved when it is set. Needs portal.js; without script the whole list is posted by 保存.
//
//   <form data-checklist data-save-url="/desk/reviews/formality/2026-0001/check/">
//     <fieldset data-row="item-code"> radios name="result-<code>", input name="note-<code>" </fieldset>
//   </form>
// Keys outside text fields: 1 符合, 2 缺, 3 不清晰, 4 不适用 (and on to the next row), j / k or ↓ / ↑ row, n note of the row.
(() => {
  "use strict";
  const { $$, token } = window.portal;
  const form = document.querySelector("form[data-checklist]");
  if (!form) return;
  const rows = $$("[data-row]", form), box = document.getElementById("autosave");
  const show = (state, words) => {
    if (!box) return;
    box.dataset.state = state;
    box.querySelector("[data-autosave-text]").textContent = words;
  };
  const pass = document.querySelector("[data-needs-all]");

  // what is to be corrected is a form of its own below the list; it follows the rows that are 缺 or 不清晰
  const isFlagged = row => Boolean(row.querySelector("input[value=missing]:checked, input[value=unclear]:checked"));
  const flagged = new Set(rows.filter(isFlagged));
  let stale = false;
  const renew = async () => {
    const here = document.getElementById("corrections");
    if (!here || !stale) return;
    stale = false;
    const page = new DOMParser().parseFromString(await (await fetch(location.href, { credentials: "same-origin" })).text(), "text/html");
    const typed = new Map($$("input[type=text], input:not([type]), select", here).map(control => [control.name, control.value]));
    here.replaceChildren(...(page.getElementById("corrections")?.childNodes ?? []));
    for (const control of $$("input[type=text], input:not([type]), select", here)) {
      if (typed.has(control.name)) control.value = typed.get(control.name);
    }
  };

  // one request at a time, the newest state of each row
  const waiting = new Set();
  let sending = false;
  const send = async row => {
    const body = new FormData();
    for (const control of $$("input, textarea", row)) {
      if (control.name && (control.type !== "radio" || control.checked)) body.append(control.name, control.value);
    }
    const response = await fetch(form.dataset.saveUrl, {
      method: "POST", body, credentials: "same-origin", headers: { "Accept": "application/json", "X-CSRFToken": token() },
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) { show("error", answer.findings?.[0]?.sentence || "这一项没有保存，请刷新后再试"); return; }
    show("saved", `已保存 ${answer.saved_at}`);
    if (isFlagged(row) !== flagged.has(row)) { (isFlagged(row) ? flagged.add(row) : flagged.delete(row)); stale = true; }
    if (pass) { if (answer.left) pass.setAttribute("aria-disabled", "true"); else pass.removeAttribute("aria-disabled"); }
    $$("[data-left]").forEach(out => { out.textContent = answer.left; });
  };
  const flush = async () => {
    if (sending) return;
    sending = true;
    while (waiting.size) {
      const row = waiting.values().next().value;
      waiting.delete(row);
      show("saving", "正在保存…");
      await send(row).catch(() => show("offline", "离线，没有保存，请联网后再试"));
    }
    await renew().catch(() => { stale = true; });
    sending = false;
    if (waiting.size) flush();
  };
  form.addEventListener("change", event => {
    const row = event.target.closest("[data-row]");
    if (row && row.querySelector("input:checked")) { waiting.add(row); flush(); }
  });

  // keys
  let at = -1;
  const go = index => {
    at = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[at];
    (row.querySelector("input:checked") || row.querySelector("input[type=radio]"))?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const choose = index => {
    const radio = rows[at]?.querySelectorAll("input[type=radio]")[index];
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    go(at + 1);
  };
  form.addEventListener("focusin", event => {
    const row = event.target.closest("[data-row]");
    if (row) at = rows.indexOf(row);
  });
  document.addEventListener("keydown", event => {
    const target = event.target;
    if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (target.matches("textarea, select, input:not([type=radio])")) return;
    if ("1234".includes(event.key)) { if (at < 0) at = 0; choose(+event.key - 1); }
    else if (event.key === "j" || event.key === "ArrowDown") go(at + 1);
    else if (event.key === "k" || event.key === "ArrowUp") go(at - 1);
    else if (event.key === "n") rows[at]?.querySelector("input[type=text]")?.focus();
    else return;
    event.preventDefault();
  });
})();
