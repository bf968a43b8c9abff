// Progressive enhancement for every page; all of them work without this file.
//
//   data-toggle-size            button: 大字版 on/off, remembered on the device; data-size-url saves it for signed-in people
//   data-open="dialog-id"       opens a <dialog>; the button may be a submit button that works without script
//   data-close                  closes the dialog around it
//   data-count="out" data-max   character counter (COM-06), also data-min; data-about: the limit is a target
//   data-countdown              data-until, data-now (server time, ISO): refreshed each minute, said aloud at 24 h and 1 h
//   data-toast                  leaves after 6 s unless hovered or focused; data-dismiss closes it
//   form[data-bulk]             rows with checkboxes name="ids", data-all, and a [data-bulk-bar="form-id"]
//   data-pane-to="material"     phone switch of the split page
//   data-print                  prints the page
//   data-submit                 select or checkbox that submits its form when it changes
// Every form refuses a second submission while the first is under way; data-again on the form allows it (downloads).
// Other files use window.portal: {count, showCount, token, toast}.
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value
    || document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";

  // storage may be refused by the browser's settings
  const memory = {
    get: key => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); return true; } catch { return false; } },
    drop: key => { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
  };

  // 大字版
  const syncSize = () => $$("[data-toggle-size]").forEach(b => b.setAttribute("aria-pressed", root.dataset.size === "large"));
  const toggleSize = button => {
    root.dataset.size = root.dataset.size === "large" ? "normal" : "large";
    memory.set("size", root.dataset.size);
    syncSize();
    if (!button.dataset.sizeUrl) return;
    const body = new URLSearchParams({ size: root.dataset.size });
    fetch(button.dataset.sizeUrl, { method: "POST", body, headers: { "X-CSRFToken": token() } }).catch(() => {});
  };
  // signed-in people have it in their profile; for everybody else the device remembers
  if (!document.querySelector("[data-size-url]") && memory.get("size")) root.dataset.size = memory.get("size");
  syncSize();

  // 字数 (COM-06): a Chinese character or mark is 1, a run of Latin letters or digits is 1, blanks are 0
  const count = text => (text.match(/[A-Za-z0-9]+(?:[.,'’\-][A-Za-z0-9]+)*|[^\sA-Za-z0-9]/gu) || []).length;
  const showCount = control => {
    const out = document.getElementById(control.dataset.count);
    if (!out) return;
    const max = +control.dataset.max, min = +control.dataset.min || 0, n = count(control.value);
    if ("about" in control.dataset) { showAbout(out, n, max); return; }
    const limit = max ? `${n} / ${max} 字` : `${n} 字`;
    out.textContent = max && n > max ? `${limit}，超出 ${n - max} 字` : n && n < min ? `${limit}，还差 ${min - n} 字` : limit;
    out.classList.toggle("over", !!max && n > max);
  };
  // “n 字左右”: 80 to 120 % is right, more than twice as much is refused
  const showAbout = (out, n, target) => {
    const least = Math.ceil(target * 0.8), most = Math.floor(target * 1.2);
    const off = n && n < least ? `，少 ${least - n} 字` : n > most ? `，多 ${n - most} 字` : "";
    out.textContent = `${n} / 约 ${target} 字${off}`;
    out.classList.toggle("over", n > target * 2);
  };
  const counting = new WeakMap();     // each control waits for its own pause
  const countSoon = control => { clearTimeout(counting.get(control)); counting.set(control, setTimeout(showCount, 250, control)); };

  // countdown by the server's clock: the offset is taken once, when the page arrives
  const DAY = 86400e3, HOUR = 3600e3;
  const parts = left => {
    const days = Math.floor(left / DAY), hours = Math.floor(left % DAY / HOUR), minutes = Math.floor(left % HOUR / 60e3);
    if (left > 7 * DAY) return [[days, "天"]];
    return left >= DAY ? [[days, "天"], [hours, "小时"]] : [[hours, "小时"], [minutes, "分钟"]];
  };
  const tick = box => {
    const left = new Date(box.dataset.until) - (Date.now() + +box.dataset.offset), out = box.querySelector(".countdown");
    if (Number.isNaN(left)) return;
    out.replaceChildren();
    if (left <= 0) { out.append(Object.assign(document.createElement("span"), { textContent: "已截止" })); return; }
    for (const [number, unit] of parts(left)) {
      out.append(Object.assign(document.createElement("b"), { textContent: number }),
        Object.assign(document.createElement("span"), { textContent: unit }));
    }
    for (const [mark, words] of [[DAY, "离截止还有 24 小时"], [HOUR, "离截止还有 1 小时"]]) {
      const say = box.querySelector("[data-countdown-say]");
      if (say && left <= mark && left > mark - 60e3) say.textContent = words;
    }
  };
  const startCountdowns = (inside = document) => $$("[data-countdown]", inside).forEach(box => {
    box.dataset.offset = box.dataset.now ? new Date(box.dataset.now) - Date.now() : 0;
    tick(box);
  });
  setInterval(() => $$("[data-countdown]").forEach(tick), 60e3);

  // toasts
  const leave = toast => {
    let timer;
    const start = () => { clearTimeout(timer); timer = setTimeout(() => toast.remove(), 6000); };
    const stay = () => clearTimeout(timer);
    for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, stay);
    for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, start);
    if (!toast.classList.contains("error") && !toast.classList.contains("warning")) start();
  };
  const toast = sentence => {
    const box = document.createElement("p");
    box.textContent = sentence;
    document.getElementById("toasts")?.append(box);
    leave(box);
  };

  // rows and the bulk bar
  const syncBulk = form => {
    const rows = $$("input[name=ids]", form), chosen = rows.filter(row => row.checked).length;
    const all = form.querySelector("[data-all]"), bar = document.querySelector(`[data-bulk-bar="${form.id}"]`);
    if (all) { all.checked = chosen > 0 && chosen === rows.length; all.indeterminate = chosen > 0 && chosen < rows.length; }
    if (!bar) return;
    bar.hidden = chosen === 0;
    bar.querySelector("[data-bulk-count]").textContent = chosen;
    const every = bar.querySelector("[data-bulk-all]");
    if (!every) return;
    every.hidden = chosen < rows.length;
    if (every.hidden) every.querySelector("input").checked = false;
  };
  const clearBulk = bar => {
    const form = document.getElementById(bar.dataset.bulkBar);
    $$("input[name=ids], [data-bulk-all] input", form).forEach(box => { box.checked = false; });
    syncBulk(form);
  };

  // a second click while posting is ignored; the page coming back from the history is usable again
  const guard = (form, button) => {
    if (form.dataset.busy) return false;
    form.dataset.busy = "yes";
    if (!button || !button.matches("button")) return true;
    button.dataset.label = button.innerHTML;
    button.setAttribute("aria-busy", "true");
    button.textContent = "正在提交…";
    return true;
  };
  const release = () => $$("form[data-busy]").forEach(form => {
    delete form.dataset.busy;
    $$("button[data-label]").forEach(button => {
      button.innerHTML = button.dataset.label;
      button.removeAttribute("aria-busy");
      delete button.dataset.label;
    });
  });
  document.addEventListener("submit", event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset || form.matches("[hx-post], [hx-put]")) return;
    if (!guard(form, event.submitter)) event.preventDefault();
  });
  window.addEventListener("pageshow", release);

  const pane = button => {
    document.querySelector(".split").dataset.pane = button.dataset.paneTo;
    $$("[data-pane-to]").forEach(b => b.setAttribute("aria-pressed", b === button));
  };
  const acts = [
    ["[aria-disabled=true]", () => {}],
    ["[data-toggle-size]", toggleSize],
    ["[data-open]", button => document.getElementById(button.dataset.open)?.showModal()],
    ["[data-close]", button => button.closest("dialog")?.close()],
    ["[data-dismiss]", button => button.closest("[data-toast]")?.remove()],
    ["[data-bulk-clear]", button => clearBulk(button.closest("[data-bulk-bar]"))],
    ["[data-pane-to]", pane],
    ["[data-print]", () => print()],
  ];
  document.addEventListener("click", event => {
    $$("details.menu[open]").forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
    for (const [selector, act] of acts) {
      const target = event.target.closest?.(selector);
      if (!target) continue;
      event.preventDefault();
      act(target);
      return;
    }
  });
  document.addEventListener("keydown", event => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("input", event => { if (event.target.dataset.count) countSoon(event.target); });
  document.addEventListener("change", event => {
    const control = event.target, form = control.form;
    if (form && "bulk" in form.dataset) {
      if ("all" in control.dataset) $$("input[name=ids]", form).forEach(row => { row.checked = control.checked; });
      syncBulk(form);
    }
    if ("submit" in control.dataset) form.requestSubmit();
  });

  // htmx: the token, and what arrives later
  document.addEventListener("htmx:configRequest", event => { event.detail.headers["X-CSRFToken"] = token(); });
  const arrive = inside => {
    $$("[data-count]", inside).forEach(showCount);
    startCountdowns(inside);
    $$("[data-toast]", inside).forEach(leave);
    $$("form[data-bulk]", inside).forEach(syncBulk);
    inside.querySelector(".errsum")?.focus();
  };
  document.addEventListener("htmx:load", event => { if (event.detail.elt !== document.body) arrive(event.detail.elt); });
  arrive(document);

  // on a phone the rail is one strip: the current page is in sight
  const rail = document.querySelector(".rail"), here = rail?.querySelector("[aria-current]");
  if (here && rail.scrollWidth > rail.clientWidth) rail.scrollLeft = here.offsetLeft - rail.clientWidth / 2;

  // the form's section navigation follows the section in view
  const links = $$(".sidenav a");
  const spy = links.length && new IntersectionObserver(entries => entries.filter(e => e.isIntersecting).forEach(e =>
    links.forEach(a => a.hash === "#" + e.target.id ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current"))),
    { rootMargin: "-15% 0px -75%" });
  if (spy) $$(".section").forEach(section => spy.observe(section));

  // who signs out takes along what door pages keep on this device (door-worker.js); the page of signing in looks once more
  const forget = async () => { if (window.caches) (await caches.keys()).filter(name => name.startsWith("door:")).forEach(name => caches.delete(name)); };
  document.addEventListener("submit", event => { if (/\/logout\/$/.test(event.target.action)) forget(); });
  if (document.querySelector("form[action$='/login/'] [type=password]")) forget();

  window.portal = { $$, count, memory, showCount, toast, token };
})();
