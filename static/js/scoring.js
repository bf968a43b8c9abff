// Score sheet: spinbuttons on a ruler, saved item by item. Needs portal.js.
//
//   <form data-scores data-save-url="/expert/7/save/" data-version="3" data-login-url="/login/?next=…">
//     component score (one per criterion; its name is the criterion's code)
//     other answers (radios, the comment): name is the code, saved the same way
//   </form>
//   data-total, data-left anywhere on the page: the total and the number of items not yet scored
//   data-needs-all on the submit button: aria-disabled until nothing is left (the server refuses as well)
//   a[data-previous], a[data-next]: Alt+PageUp / Alt+PageDown
// Keys: ↑ ↓ one step, PageUp PageDown 1 point, Home End, Enter to the next item. A typed figure that is outside the scale or
// off the step is kept, marked and not counted: nothing an expert wrote is corrected silently.
//
// POST JSON {criterion, value, version} → 200 {saved_at, total, left[, version]} | 422 {findings} | 409 {value, saved_at[, version]}
(() => {
  "use strict";
  const { $$, token } = window.portal;
  const form = document.querySelector("form[data-scores]");
  if (!form) return;
  const scores = () => $$("[role=spinbutton]", form);
  const SVG = "http://www.w3.org/2000/svg";
  const grade = ratio => ratio >= .9 ? "优" : ratio >= .75 ? "良" : ratio >= .6 ? "中" : "差";
  const stepOf = input => +(input.dataset.stepSize || .5);
  const digits = input => (String(stepOf(input)).split(".")[1] || "").length || 1;
  const onScale = (input, value) => value >= 0 && value <= +input.dataset.max && Math.abs(value / stepOf(input) - Math.round(value / stepOf(input))) < 1e-6;

  // ——— drawing ———
  const drawTicks = input => {
    const group = input.closest(".score").querySelector("[data-ticks]"), max = +input.dataset.max, step = stepOf(input);
    if (!group) return;
    for (let n = 0; n * step <= max + 1e-6 && n <= 80; n += 1) {
      const line = document.createElementNS(SVG, "line"), x = `${n * step / max * 100}%`;
      Object.entries({ class: "tick", x1: x, x2: x, y1: 3, y2: Number.isInteger(n * step) ? 10 : 7 }).forEach(([k, v]) => line.setAttribute(k, v));
      group.append(line);
    }
  };
  const mark = (input, words) => {
    const out = input.closest(".score").querySelector(".grade");
    if (out) out.textContent = words;
  };
  const pin = (input, percent) => {
    const box = input.closest(".score");
    box.querySelector(".fill")?.setAttribute("x2", `${percent ?? 0}%`);
    box.querySelector(".pin")?.setAttribute("cx", percent === null ? "-20" : `${percent}%`);
  };
  const draw = input => {
    const text = input.value.trim(), value = Number(text), max = +input.dataset.max;
    input.removeAttribute("aria-invalid");
    if (text === "") { input.removeAttribute("aria-valuenow"); input.removeAttribute("aria-valuetext"); mark(input, ""); pin(input, null); return; }
    if (!onScale(input, value)) {
      const words = `请填 0 至 ${max}，每级 ${stepOf(input)}`;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-valuetext", words);
      mark(input, words);
      return;
    }
    input.setAttribute("aria-valuenow", value);
    input.setAttribute("aria-valuetext", `${text} 分，${grade(value / max)}`);
    mark(input, grade(value / max));
    pin(input, value / max * 100);
  };
  const counted = () => scores().filter(input => input.value.trim() !== "" && !input.matches("[aria-invalid]"));
  // what counts less than the full marks is converted to them (data-scale); the server has the exact figure
  const scale = +(form.dataset.scale || 1);
  const sum = () => {
    const done = counted(), left = scores().length - done.length;
    $$("[data-total]").forEach(out => { out.textContent = (done.reduce((total, input) => total + +input.value, 0) * scale).toFixed(1); });
    $$("[data-left]").forEach(out => { out.textContent = left; });
    $$("[data-needs-all]").forEach(button => left ? button.setAttribute("aria-disabled", "true") : button.removeAttribute("aria-disabled"));
  };

  // ——— saving: one at a time, the newest value of each item ———
  const waiting = new Map();
  let sending = false, retry;
  const box = document.getElementById("autosave");
  const show = (state, words) => {
    if (!box) return;
    box.dataset.state = state;
    box.querySelector("[data-autosave-text]").textContent = words;
  };
  const post = (criterion, value) => {
    const version = form.elements[criterion]?.dataset?.version || form.dataset.version;
    return fetch(form.dataset.saveUrl, {
      method: "POST", credentials: "same-origin", redirect: "manual",
      body: JSON.stringify({ criterion, value, version: version ? Number(version) : null }),
      headers: { "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": token() },
    });
  };
  const take = (criterion, answer) => {
    if (answer.version === undefined) return;
    const control = form.elements[criterion];
    if (control?.dataset?.version) control.dataset.version = answer.version; else form.dataset.version = answer.version;
  };
  const saved = (criterion, answer) => { take(criterion, answer); show("saved", `已保存 ${answer.saved_at}`); return true; };
  const clash = (criterion, answer) => {
    take(criterion, answer);
    show("conflict", `另一窗口在 ${answer.saved_at || ""} 改过这一项（${answer.value ?? "未填"}）。要保留现在的，请再填一次`);
    return true;
  };
  const refuse = (criterion, answer) => { show("error", answer.findings?.[0]?.sentence || "这一项没有保存"); return true; };
  const send = async (criterion, value) => {
    const response = await post(criterion, value);
    if (response.type === "opaqueredirect" || response.status === 401) { show("offline", "登录已过期，请在新窗口登录后再试"); return false; }
    if ([403, 404].includes(response.status)) { show("error", "评分已关闭或已提交，这一项没有保存"); return true; }
    const act = { 200: saved, 409: clash, 422: refuse }[response.status];
    return act ? act(criterion, await response.json()) : false;
  };
  const flush = async () => {
    if (sending) return;
    sending = true;
    clearTimeout(retry);
    let reached = true;
    while (reached && waiting.size) {
      const [criterion, value] = waiting.entries().next().value;
      show("saving", "正在保存…");
      reached = await send(criterion, value).catch(() => { show("offline", "离线，联网后自动保存，请不要关闭本页"); return false; });
      if (reached && waiting.get(criterion) === value) waiting.delete(criterion);
    }
    sending = false;
    if (waiting.size) retry = setTimeout(flush, 10000);
  };
  const save = (criterion, value) => { waiting.set(criterion, value); flush(); };
  window.addEventListener("online", flush);
  window.addEventListener("beforeunload", event => { if (waiting.size) event.preventDefault(); });

  // ——— the input ———
  // an input method writes full-width figures and 。 for a point
  const halfWidth = text => text.normalize("NFKC").replace(/[。,，]/g, ".").trim();
  const settle = input => {
    input.value = halfWidth(input.value);
    draw(input);
    sum();
    if (!input.matches("[aria-invalid]")) save(input.name, input.value.trim());
  };
  const set = (input, value) => {
    if (input.readOnly) return;
    const step = stepOf(input), within = Math.min(+input.dataset.max, Math.max(0, value));
    input.value = (Math.round(within / step) * step).toFixed(digits(input));
    settle(input);
  };
  const next = input => { const all = scores(); all[all.indexOf(input) + 1]?.select(); };
  form.addEventListener("keydown", event => {
    const input = event.target.closest("[role=spinbutton]");
    if (!input || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowUp: stepOf(input), ArrowDown: -stepOf(input), PageUp: 1, PageDown: -1 }[event.key];
    if (step) set(input, (+input.value || 0) + step);
    else if (event.key === "Home") set(input, 0);
    else if (event.key === "End") set(input, +input.dataset.max);
    else if (event.key === "Enter") { if (input.value.trim()) settle(input); next(input); }
    else return;
    event.preventDefault();
  });
  let typing;
  form.addEventListener("change", event => {
    const control = event.target;
    clearTimeout(typing);
    if (control.matches("[role=spinbutton]")) settle(control);
    else if (control.name) save(control.name, control.type === "checkbox" ? control.checked : control.value);
  });
  form.addEventListener("input", event => {
    if (!event.target.matches("textarea")) return;
    clearTimeout(typing);
    typing = setTimeout(() => save(event.target.name, event.target.value), 1200);
  });
  form.addEventListener("click", event => {
    const button = event.target.closest("[data-step]"), gauge = event.target.closest(".gauge");
    const input = (button || gauge)?.closest(".score")?.querySelector("[role=spinbutton]");
    if (!input) return;
    if (button) { set(input, (+input.value || 0) + +button.dataset.step); return; }
    const frame = gauge.getBoundingClientRect();
    set(input, (event.clientX - frame.left) / frame.width * input.dataset.max);
  });
  document.addEventListener("keydown", event => {
    const name = event.altKey && { PageUp: "previous", PageDown: "next" }[event.key];
    const link = name && document.querySelector(`a[data-${name}]`);
    if (link) { event.preventDefault(); link.click(); }
  });

  // what was typed last reaches the server before the sheet is locked
  document.querySelector("#submit-sheet form")?.addEventListener("submit", async event => {
    if (!waiting.size && !sending) return;
    event.preventDefault();
    await flush();
    while (sending) await new Promise(resolve => setTimeout(resolve, 100));
    if (!waiting.size) { event.target.submit(); return; }
    event.target.closest("dialog").close();
    show("offline", "还有内容没有保存到服务器，联网后再提交");
  });

  scores().forEach(input => { drawTicks(input); draw(input); });
  sum();
})();
