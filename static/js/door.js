// The door: what the phone sees is kept on it until the server has it. Needs portal.js.
//
//   [data-door data-owner data-code data-sync data-worker]  #door-roll  [{id, name, waits, ticket, code, present}]
//   [data-scan] camera (where the browser has BarcodeDetector)   form[data-typed] typed or read code   [data-list] names to tick
//   [data-present] [data-total] [data-unsynced] [data-said] [data-refused] [data-kept] shown once the page opens without a line
//
// POST {sightings: [{uuid, enrolment, ticket, arrived_at}]} as JSON
//   200 {answers: [{uuid, status: recorded | known | refused, enrolment, at, sentence}]}
// Where the browser has service workers, data-worker keeps this page on the phone, so that it opens again without a line.
// A sighting leaves the phone only after the server has answered it by its uuid, which the server records once.
(() => {
  "use strict";
  const box = document.querySelector("[data-door]");
  if (!box) return;
  const { memory, token } = window.portal, RETRY = 15000, MOST = 200;
  const part = name => box.querySelector(`[data-${name}]`);
  const roll = JSON.parse(document.getElementById("door-roll").textContent);
  const key = `door:${box.dataset.owner}:${box.dataset.code}`;
  let kept = [];
  try { kept = JSON.parse(memory.get(key) || "[]"); } catch { kept = []; }
  let problem = "";
  const waiting = () => kept.filter(one => !one.sentence);
  const save = () => memory.set(key, JSON.stringify(kept));
  const say = words => { part("said").textContent = words; };
  const time = moment => new Date(moment).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const badge = (tone, words) => { const made = make("span", { className: "badge", textContent: words }); made.dataset.tone = tone; return made; };
  const newKey = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64; bytes[8] = bytes[8] & 63 | 128;
    return [...bytes].map((b, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + b.toString(16).padStart(2, "0")).join("");
  };

  // ——— what is in sight ———
  const seen = person => person.present || kept.some(one => one.enrolment === person.id && !one.sentence);
  const line = person => {
    const held = kept.find(one => one.enrolment === person.id && !one.sentence);
    const state = person.present ? badge("ok", `已到 ${person.present}`) : held ? badge("wait", `已到 ${time(held.arrived_at)}，未同步`) : null;
    const push = make("span", { className: "push" });
    const act = state || make("button", { type: "button", className: "btn", textContent: "签到", ariaLabel: `${person.name} 签到`, onclick: () => { see(person, ""); } });
    return make("li", {}, make("b", { textContent: person.name }), ...(person.waits ? [badge("mute", "候补")] : []), push, act);
  };
  const find = box.querySelector("#door-find");
  const show = () => {
    const words = find.value.trim(), left = waiting().length, refused = kept.filter(one => one.sentence);
    part("present").textContent = roll.filter(seen).length;
    part("total").textContent = roll.length;
    part("unsynced").textContent = left ? `未同步 ${left} 条${problem ? `（${problem}）` : ""}` : "全部已同步";
    part("unsynced").dataset.tone = left ? "wait" : "ok";
    part("list").replaceChildren(...roll.filter(person => person.name.includes(words)).map(line));
    part("refused-box").hidden = !refused.length;
    part("refused").replaceChildren(...refused.map(one => make("li", {}, make("p", { className: "ui", textContent: `${one.name || one.ticket}　${time(one.arrived_at)}　${one.sentence}` }),
      make("button", { type: "button", className: "btn btn-sm", textContent: "知道了", onclick: () => { kept = kept.filter(other => other !== one); save(); show(); } }))));
  };

  // ——— seeing ———
  const see = (person, ticket) => {
    const name = person ? person.name : "";
    if (person && seen(person)) { say(`${name} 已经签到过了。`); return; }
    if (!person && kept.some(one => one.ticket === ticket)) { say("这个签到码已经扫过了。"); return; }
    kept.push({ uuid: newKey(), enrolment: person ? person.id : null, ticket, name, arrived_at: new Date().toISOString() });
    if (!save()) { say("这部手机存不下签到，请保持联网，或改用纸质签到表。"); } else { say(person ? `${name} 已签到。` : "名单里没有这个码，联网后核对。"); }
    if (navigator.vibrate) navigator.vibrate(60);
    show();
    flush();
  };
  const read = text => {
    const typed = text.trim();
    if (!typed) return;
    const person = roll.find(one => one.ticket === typed || one.code === typed.toUpperCase());
    see(person || null, person ? "" : typed);
  };
  part("typed").addEventListener("submit", event => {
    event.preventDefault();
    event.stopPropagation();
    const input = box.querySelector("#door-code");
    read(input.value);
    input.value = "";
    input.focus();
  });
  find.addEventListener("input", show);

  // ——— sending ———
  const alone = act => navigator.locks ? navigator.locks.request(key, { ifAvailable: true }, lock => lock && act()) : act();
  const answered = answers => {
    for (const { uuid, status, enrolment, at, sentence } of answers) {
      const one = kept.find(other => other.uuid === uuid);
      if (!one) continue;
      if (status === "refused") { one.sentence = sentence; continue; }
      const person = roll.find(other => other.id === enrolment);
      if (person) { person.present = at; person.waits = false; }
      kept = kept.filter(other => other !== one);
    }
  };
  const post = async () => {
    const sightings = waiting().slice(0, MOST).map(({ uuid, enrolment, ticket, arrived_at }) => ({ uuid, enrolment, ticket, arrived_at }));
    const response = await fetch(box.dataset.sync, {
      method: "POST", credentials: "same-origin", redirect: "manual", body: JSON.stringify({ sightings }),
      headers: { "Accept": "application/json", "Content-Type": "application/json", "X-CSRFToken": token() },
    }).catch(() => null);
    if (!response) return "没有网络";
    if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return "登录已过期，请重新登录后打开本页";
    if (!response.ok) return "服务器暂时打不开，稍后自动再试";
    answered((await response.json()).answers);
    return "";
  };
  const keepPage = async () => {
    if (!("serviceWorker" in navigator)) return;
    const { active } = await navigator.serviceWorker.ready;
    const files = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map(one => one.href || one.src);
    active.postMessage({ path: location.pathname, files });
  };
  let again = false;
  const send = async () => {
    do {
      again = false;
      while (waiting().length) {
        problem = await post();
        save();
        show();
        if (problem) return;
        if (!waiting().length) keepPage();
      }
    } while (again);
  };
  const flush = () => { again = true; return alone(send); };

  // ——— camera ———
  const scan = async () => {
    const video = part("video"), detector = new BarcodeDetector({ formats: ["qr_code"] });
    try { video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }); } catch { say("摄像头打不开，请输入签到码或在名单里点名。"); return; }
    part("camera").hidden = false;
    await video.play();
    let last = "";
    setInterval(async () => {
      const [found] = await detector.detect(video).catch(() => []);
      if (!found || found.rawValue === last) return;
      last = found.rawValue;
      read(last);
    }, 400);
  };
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    part("camera-row").hidden = false;
    part("scan").addEventListener("click", event => { event.currentTarget.disabled = true; scan(); });
  }

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.addEventListener("message", ({ data }) => { part("kept").hidden = !data.kept; });
    navigator.serviceWorker.register(box.dataset.worker).then(keepPage).catch(() => {});
  }
  window.addEventListener("online", flush);
  window.addEventListener("beforeunload", event => { if (waiting().length && !navigator.onLine) event.preventDefault(); });
  setInterval(() => { if (waiting().length && navigator.onLine) flush(); }, RETRY);
  kept = kept.filter(one => one.sentence || !roll.some(person => person.id === one.enrolment && person.present));
  save();
  show();
  flush();
})();
