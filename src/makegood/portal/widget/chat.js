// Makegood's chat window: one script in somebody's page. Asks nobody anything, and keeps nothing, before the first message is sent.
// Builds elements and sets text, never markup; lives in a shadow tree; carries its styles as a constructed sheet, so that a strict
// content policy needs no 'unsafe-inline'. The line that begins with const C is written by the server.
(() => {
"use strict";
const C = {};
if (window.Makegood) return;
const tag = document.currentScript, base = new URL(".", tag.src).href, WITH = tag.dataset.with || "", ID = "makegood " + base + WITH;
const WORDS = {
  en: {
    open: "Chat with us", close: "Close the chat", title: "Chat with {0}", log: "What was said", say: "Your message", send: "Send",
    until: "We answer today until {0}, usually {1}.", open_on: "We are here, and usually answer {0}.", back: "We are back {0}. Write now: we answer then.",
    any: "Write to us: we answer as soon as we can.", today: "today at {0}", tomorrow: "tomorrow at {0}", day: "on {0} at {1}",
    minutes: "within {0} minutes", hour: "within an hour", hours: "within {0} hours", days: "within {0} days",
    hello: "Hello! What can we do for you?", consent: "When you send, we keep your message and remember this chat in this browser.",
    you: "You", waiting: "waits to be sent", sent: "sent", mailed: "You had left, so we sent this to {0} as well.",
    lost: "No connection. What you write is kept and sent as soon as it is back.", back_on: "Connected again.", slow: "This is taking longer than usual. It is tried again.",
    mail: "If you have to leave, shall we answer by e-mail? It is up to you.", email: "E-mail address", keep: "Yes, please", no: "No, thanks",
    mail_kept: "Should you have left by then, we answer to {0}.", file: "Add a file", drop: "Take {0} away", file_gone: "The file was not sent. Please choose it again.",
    copy: "Save a copy", copy_mail: "Mail me a copy", copy_sent: "The copy is on its way to {0}.", end: "Forget this chat here",
    ended: "This browser has forgotten the chat.", sure: "Press once more to forget this chat in this browser.", unread: "{0} new", us: "Us",
    large: "Files may have 10 MB together, 5 at most.", long: "At most {0} characters.", got: "Download {0}", more: "More"
  },
  de: {
    open: "Chatten Sie mit uns", close: "Chat schließen", title: "Chat mit {0}", log: "Was gesagt wurde", say: "Ihre Nachricht", send: "Senden",
    until: "Wir antworten heute bis {0} Uhr, meist {1}.", open_on: "Wir sind da und antworten meist {0}.", back: "Wir sind {0} wieder da. Schreiben Sie jetzt: wir antworten dann.",
    any: "Schreiben Sie uns: wir antworten, sobald wir können.", today: "heute um {0} Uhr", tomorrow: "morgen um {0} Uhr", day: "am {0} um {1} Uhr",
    minutes: "innerhalb von {0} Minuten", hour: "innerhalb einer Stunde", hours: "innerhalb von {0} Stunden", days: "innerhalb von {0} Tagen",
    hello: "Hallo! Was können wir für Sie tun?", consent: "Wenn Sie senden, bewahren wir Ihre Nachricht auf und merken uns diesen Chat in diesem Browser.",
    you: "Sie", waiting: "wartet auf das Senden", sent: "gesendet", mailed: "Sie waren nicht mehr da, darum ging dies auch an {0}.",
    lost: "Keine Verbindung. Was Sie schreiben, wird aufbewahrt und gesendet, sobald sie wieder da ist.", back_on: "Wieder verbunden.", slow: "Das dauert länger als sonst. Es wird noch einmal versucht.",
    mail: "Falls Sie gehen müssen: dürfen wir per E-Mail antworten? Ganz wie Sie mögen.", email: "E-Mail-Adresse", keep: "Ja, gern", no: "Nein, danke",
    mail_kept: "Falls Sie dann nicht mehr da sind, antworten wir an {0}.", file: "Datei anhängen", drop: "{0} entfernen", file_gone: "Die Datei wurde nicht gesendet. Bitte wählen Sie sie noch einmal.",
    copy: "Kopie speichern", copy_mail: "Kopie per E-Mail", copy_sent: "Die Kopie ist unterwegs an {0}.", end: "Diesen Chat hier vergessen",
    ended: "Dieser Browser hat den Chat vergessen.", sure: "Noch einmal drücken, um den Chat in diesem Browser zu vergessen.", unread: "{0} neu", us: "Wir",
    large: "Dateien dürfen zusammen 10 MB haben, höchstens 5.", long: "Höchstens {0} Zeichen.", got: "{0} herunterladen", more: "Mehr"
  }
};
const wishes = [tag.dataset.language, ...(navigator.languages || []), document.documentElement.lang, C.language];
const lang = wishes.map((one) => (one || "").slice(0, 2).toLowerCase()).find((one) => WORDS[one]) || "en";
const T = (name, ...values) => values.reduce((text, value, i) => text.replace(`{${i}}`, () => value), WORDS[lang][name]);
const LONGEST = 5000, LARGEST = 10e6;

// --- what is kept in this browser, from the first message on -----------------------------------------------------------------------
let secret = "", identity = tag.dataset.identity || "";
const outbox = [];
const random = (bytes) => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(bytes)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const store = (name, value) => {
  try { value === null ? localStorage.removeItem(ID + name) : localStorage.setItem(ID + name, value); } catch { /* it lives as long as the page */ }
};
const stored = (name) => { try { return localStorage.getItem(ID + name) || ""; } catch { return ""; } };
const keepEntry = (entry) => store(" out " + entry.key, JSON.stringify({ key: entry.key, text: entry.text, at: entry.at, files: entry.files.length }));
const restore = () => {
  secret = stored("");
  try {
    Object.keys(localStorage).filter((name) => name.startsWith(ID + " out ")).forEach((name) => {
      const entry = JSON.parse(localStorage.getItem(name));
      if (!outbox.some((one) => one.key === entry.key)) outbox.push({ ...entry, files: [], gone: entry.files > 0 });
    });
  } catch { /* nothing was kept */ }
  outbox.sort((a, b) => a.at - b.at);
};

// --- the window ---------------------------------------------------------------------------------------------------------------------
const el = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => key.startsWith("on") ? made.addEventListener(key.slice(2), value) : value === true ? made.setAttribute(key, "") : value !== false && made.setAttribute(key, value));
  made.append(...children);
  return made;
};
const host = el("makegood-chat"), root = host.attachShadow({ mode: "open" });
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{all:initial;position:fixed;z-index:2147483000;bottom:16px;${C.side}:16px;color-scheme:light dark;
--paper:#fff;--sunk:#f5f2ee;--ink:#241e1a;--quiet:#625952;--line:#d8d0c6;--edge:#8f857b;--brand:${C.colour};--on:${C.ink};--mark:${C.light};--bad:#a92216}
@media(prefers-color-scheme:dark){:host{--paper:#211d1a;--sunk:#2b2622;--ink:#f3ece4;--quiet:#b9aea4;--line:#453d36;--edge:#8d8278;--mark:${C.dark};--bad:#ff9d8f}}
*{box-sizing:border-box;font:400 16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;letter-spacing:normal}
[hidden]{display:none!important}
button,input,textarea,summary{color:inherit;min-height:44px}
button{cursor:pointer;border:0;background:none;border-radius:10px;padding:0 14px}
:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
.launch{background:var(--brand);color:var(--on);border-radius:28px;min-height:56px;padding:0 22px;font-weight:600;box-shadow:0 6px 24px -8px #0009;border:1px solid #0002;outline-color:var(--ink)}
.count{background:var(--on);color:var(--brand);border-radius:12px;padding:2px 8px;margin-inline-start:10px;font-weight:600;font-size:14px}
.panel{position:fixed;bottom:16px;${C.side}:16px;width:min(384px,calc(100vw - 32px));height:min(640px,calc(100dvh - 32px));display:flex;flex-direction:column;background:var(--paper);color:var(--ink);border:1px solid var(--line);border-radius:16px;box-shadow:0 16px 48px -16px #0008;overflow:hidden}
header{background:var(--brand);color:var(--on);padding:14px 8px 14px 18px;display:flex;gap:8px;align-items:start}
header div{flex:1;min-width:0}h2{margin:0;font-weight:600;font-size:18px;overflow-wrap:anywhere}header p{margin:2px 0 0;font-size:14px}
header button{min-width:44px;font-size:24px;line-height:1;padding:0}header :focus-visible{outline-color:var(--on)}
.log{padding:16px;flex:1;overflow-y:auto;overscroll-behavior:contain;display:flex;flex-direction:column;gap:10px}
.line{max-width:85%;align-self:flex-start}.line.you{align-self:flex-end;text-align:end}
.words{background:var(--sunk);border-radius:14px 14px 14px 4px;padding:9px 13px;white-space:pre-wrap;overflow-wrap:anywhere;text-align:start;display:inline-block}
.you .words{background:var(--brand);color:var(--on);border-radius:14px 14px 4px 14px}
.words a{color:inherit;text-decoration:underline;font:inherit}
small,.note,.hint{font-size:13px;color:var(--quiet);display:block;margin-top:3px}.note{align-self:center;text-align:center;max-width:100%}
.file{display:inline-flex;align-items:center;border:1px solid var(--edge);margin-top:6px;font-size:14px;max-width:100%;overflow-wrap:anywhere;text-align:start;color:var(--mark)}
.net{margin:0;padding:6px 16px;font-size:14px;background:var(--sunk);border-top:1px solid var(--line)}.net:empty{padding:0;border:0}
form{display:flex;flex-wrap:wrap;gap:8px;padding:12px;border-top:1px solid var(--line);align-items:end}
textarea,input[type=email]{flex:1;min-width:0;background:var(--paper);border:1px solid var(--edge);border-radius:10px;padding:10px 12px;resize:none}
textarea{height:64px;flex-basis:100%}
.send{background:var(--brand);color:var(--on);font-weight:600;margin-inline-start:auto}
.plain{color:var(--mark);font-size:15px;padding:0 8px}
.hint{flex-basis:100%;margin:0}.bad{color:var(--bad)}
.mail{background:var(--sunk);border-radius:12px;border:0;align-self:stretch;max-width:100%}.mail label,.mail input{flex-basis:100%}.mail label{font-size:15px}
details[open]{flex-basis:100%}summary{padding:0 8px;font-size:15px;color:var(--mark);display:inline-flex;align-items:center;cursor:pointer}
.out{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(max-width:520px){.panel{inset:0;width:100%;height:100dvh;border:0;border-radius:0}}
@media(prefers-reduced-motion:no-preference){.panel{animation:in .16s ease-out}@keyframes in{from{opacity:0;transform:translateY(8px)}}}
@media(forced-colors:active){.words,.launch,.send{border:1px solid}}
`);
root.adoptedStyleSheets = [sheet];
const count = el("span", { class: "count", hidden: true });
const launch = el("button", { class: "launch", type: "button", "aria-expanded": "false", onclick: () => show(true) }, T("open"), count);
const when = el("p"), log = el("div", { class: "log", role: "log", "aria-label": T("log"), tabindex: "0" });
const net = el("p", { class: "net", role: "status" }), hint = el("p", { class: "hint", id: "hint" }, T("consent"));
const text = el("textarea", { id: "say", rows: "2", maxlength: LONGEST, "aria-describedby": "hint", enterkeyhint: "send" });
const picker = el("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true" });
const chosen = el("div", { class: "hint", hidden: true }), actions = el("div", { hidden: true });
const more = el("details", { hidden: true }, el("summary", {}, T("more")), actions);
const form = el("form", { novalidate: true }, el("label", { for: "say", class: "out" }, T("say")), text, chosen, picker,
  el("button", { class: "plain", type: "button", onclick: () => picker.click() }, T("file")), more, el("button", { class: "send", type: "submit" }, T("send")), hint);
const panel = el("section", { class: "panel", role: "dialog", "aria-label": T("title", C.brand), hidden: true },
  el("header", {}, el("div", {}, el("h2", {}, C.brand), when), el("button", { type: "button", "aria-label": T("close"), onclick: () => show(false) }, "×")),
  log, net, form);
root.append(launch, panel);

// --- when somebody answers, in the visitor's own time ---------------------------------------------------------------------------------
const clock = (stamp) => new Intl.DateTimeFormat(lang, { hour: "numeric", minute: "2-digit", hourCycle: "h23" }).format(stamp);
const days = (stamp, now) => Math.round((new Date(stamp).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 864e5);
const promise = () => {
  const n = C.minutes;
  return n <= 45 ? T("minutes", n) : n <= 60 ? T("hour") : n < 1440 ? T("hours", Math.ceil(n / 60)) : T("days", Math.ceil(n / 1440));
};
const hours = () => {
  const now = Date.now() + C.ahead * 1000;
  const spans = C.open.reduce((found, [from, to]) => {
    const last = found[found.length - 1];
    last && last[1] === from * 1000 ? (last[1] = to * 1000) : found.push([from * 1000, to * 1000]);
    return found;
  }, []).filter(([, to]) => to > now);
  if (!spans.length) return T("any");
  const [from, to] = spans[0];
  if (from <= now + 6e4) return days(to, now) > 0 ? T("open_on", promise()) : T("until", clock(to), promise());
  const ahead = days(from, now), weekday = new Intl.DateTimeFormat(lang, ahead < 7 ? { weekday: "long" } : { weekday: "long", day: "numeric", month: "long" });
  return T("back", ahead < 1 ? T("today", clock(from)) : ahead < 2 ? T("tomorrow", clock(from)) : T("day", weekday.format(from), clock(from)));
};

// --- showing ----------------------------------------------------------------------------------------------------------------------------
let talk = { messages: [] }, askMail = true, shown = new Map(), unread = 0;
const isOpen = () => !panel.hidden, isSeen = () => isOpen() && document.visibilityState === "visible";
// Whoever is in front of the window is answered at once: so it says that it is seen, as long as somebody still talks.
const here = () => {
  const yes = isSeen() && Date.now() - Math.max(0, ...talk.messages.map((one) => new Date(one.at))) < 9e5;
  if (secret && talk.began && (yes || wasHere)) ask("here/", { here: yes ? 1 : 0 }, [], true).catch(() => {});
  wasHere = yes;
};
let wasHere = false;
const show = (open) => {
  if (open === isOpen()) return;
  panel.hidden = !open;
  launch.hidden = open;
  launch.setAttribute("aria-expanded", String(open));
  when.textContent = hours();
  if (open) { draw(); text.focus(); bottom(); noteSeen(); } else launch.focus();
  here();
};
const bottom = () => { log.scrollTop = log.scrollHeight; };
const linked = (words) => words.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/).map((part, i) => i % 2 ? el("a", { href: part, target: "_blank", rel: "noopener noreferrer nofollow" }, part) : part);
const line = (mine, who, words, foot, files = []) => el("div", { class: mine ? "line you" : "line" }, el("span", { class: "out" }, who + ": "),
  ...(words ? [el("span", { class: "words" }, ...(mine ? [words] : linked(words)))] : []), ...files, el("small", {}, foot));
const fileButton = (file) => el("button", { class: "file", type: "button", onclick: () => download(file) }, T("got", file.name));
const put = (key, made, mark) => {
  const old = shown.get(key);
  if (old && old.mark === mark) return;
  old ? old.made.replaceWith(made) : log.insertBefore(made, askBox.isConnected ? askBox : null);
  shown.set(key, { made, mark });
};
const draw = () => {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60, before = shown.size;
  if (!shown.size) {
    const known = C.notice[lang] || Object.values(C.notice)[0];
    put("hello", line(false, C.brand, tag.dataset.greeting || C.greeting || T("hello"), C.brand), "");
    if (known) put("known", line(false, C.brand, known, C.brand), "");
  }
  talk.messages.forEach((one) => {
    const mine = one.from === "you", who = mine ? T("you") : one.who || C.brand;
    const foot = `${mine ? "" : who + ", "}${clock(one.at)}${mine ? ", " + T("sent") : ""}`;
    put(mine ? one.key : one.id, line(mine, who, one.text, one.mailed ? foot + ". " + T("mailed", talk.email) : foot, one.files.map(fileButton)), "sent" + one.mailed);
  });
  outbox.forEach((one) => put(one.key, line(true, T("you"), one.text, T("waiting") + (one.gone ? ". " + T("file_gone") : "")), "waits"));
  more.hidden = actions.hidden = !secret;
  mailed.hidden = !talk.vouched || !talk.email;
  if (secret && hint.textContent === T("consent")) hint.textContent = "";
  askForMail();
  if (atEnd && shown.size > before) bottom();
  count.hidden = !unread;
  count.textContent = T("unread", unread);
};
const say = (words, bad) => { hint.textContent = words; hint.classList.toggle("bad", !!bad); };
const note = (words) => { log.append(el("div", { class: "note" }, words)); bottom(); };

// --- asking kindly where to answer if they leave ------------------------------------------------------------------------------------------
const address = el("input", { type: "email", id: "mail", autocomplete: "email", required: true });
const askBox = el("div", { class: "mail" }, el("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); keepMail(); } },
  el("label", { for: "mail" }, T("mail")), address, el("button", { class: "plain", type: "submit" }, T("keep")),
  el("button", { class: "plain", type: "button", onclick: () => { askMail = false; askBox.remove(); text.focus(); } }, T("no"))));
address.setAttribute("aria-label", T("email"));
const askForMail = () => {
  const wanted = C.mail && askMail && secret && talk.messages.length && !talk.email;
  if (!wanted) askBox.remove(); else if (!askBox.isConnected) { log.append(askBox); bottom(); }
};
const keepMail = async () => {
  try { await change("address/", { email: address.value }); note(T("mail_kept", talk.email)); text.focus(); }
  catch (error) { say(error.sentence || T("lost"), true); address.focus(); }
};

// --- speaking with the server -----------------------------------------------------------------------------------------------------------
const ask = async (path, fields, files = [], keepalive = false) => {
  const body = new FormData();
  Object.entries({ ...fields, language: lang, identity, with: WITH }).forEach(([key, value]) => body.append(key, value));
  files.forEach((file) => body.append("files", file));
  const answer = await fetch(base + path, { method: "POST", body, headers: { Authorization: "Bearer " + secret }, credentials: "omit", referrerPolicy: "no-referrer", keepalive });
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(told.code || "failed"), { status: answer.status, ...told });
};
const change = async (path, fields, files) => {
  const told = await (await ask(path, fields, files)).json();
  if (told.identity) console.warn("Makegood chat: " + told.identity);
  const known = new Set(talk.messages.map((one) => one.id)), fresh = told.messages.filter((one) => one.from === "us" && !known.has(one.id));
  if (!isSeen() && talk.began) { unread += fresh.length; }
  const began = talk.began;
  talk = { ...told, began: true };
  if (!began || (fresh.length && !wasHere)) here();
  outbox.filter((one) => told.messages.some((each) => each.key === one.key)).forEach(forgetEntry);
  draw();
  listen();
  return told;
};
const forgetEntry = (entry) => { outbox.splice(outbox.indexOf(entry), 1); store(" out " + entry.key, null); };
let sending = false, tries = 0, timer = 0;
const pump = async () => {
  if (sending || !outbox.length) return;
  sending = true;
  const entry = outbox[0];
  try {
    await change("messages/", { key: entry.key, text: entry.text }, entry.files);
    if (outbox[0] === entry) forgetEntry(entry);
    tries = 0;
    connected(true);
  } catch (error) { failed(error, entry); }
  sending = false;
  if (outbox.length && !timer) pump();
};
const failed = (error, entry) => {
  if (error.status === 409) { begin(); return; }
  if (error.status === 404 && !entry) { forget(); return; }
  if (entry && error.status >= 400 && error.status < 500 && error.status !== 429) {
    forgetEntry(entry);
    shown.get(entry.key)?.made.remove();
    shown.delete(entry.key);
    if (!text.value) text.value = entry.text;
    say(error.sentence || T("slow"), true);
    return;
  }
  error.status ? say(error.sentence || T("slow"), true) : connected(false);
  later(error.status === 429 ? 15000 : Math.min(30000, 1000 * 2 ** tries++));
};
const later = (pause) => { clearTimeout(timer); timer = setTimeout(() => { timer = 0; outbox.length ? pump() : look(); }, pause); };
let looking = false, again = false;
const look = async () => {
  if (!secret) return;
  if (looking) { again = true; return; }
  looking = true;
  const seen = isSeen() ? talk.messages.filter((one) => one.from === "us") : [];
  try {
    await change("talk/", { seen: seen.map((one) => one.id).join(",") });
    seen.forEach((one) => told.add(one.id));
    tries = 0;
    connected(true);
    noteSeen();
  } catch (error) { failed(error); }
  looking = false;
  if (again) { again = false; look(); }
};
const told = new Set();
const noteSeen = () => {
  if (!isSeen()) return;
  unread = 0;
  count.hidden = true;
  if (talk.messages.some((one) => one.from === "us" && !told.has(one.id))) look();
};

// --- hearing: a stream that only says “look”; where it fails, looking by the clock ----------------------------------------------------------
let stream = null, wasLost = false;
const connected = (yes) => {
  if (yes && wasLost) { net.textContent = T("back_on"); setTimeout(() => { if (!wasLost) net.textContent = ""; }, 4000); }
  if (!yes) net.textContent = T("lost");
  wasLost = !yes;
};
const listen = () => {
  if (stream || !talk.ticket) return;
  const opened = stream = new EventSource(talk.live + "?ticket=" + encodeURIComponent(talk.ticket));
  let first = true;
  opened.onopen = () => { if (!first || wasLost) look(); first = false; };
  opened.onmessage = () => look();
  opened.onerror = () => {
    if (opened.readyState !== 2 && navigator.onLine) { later(3000); return; }
    opened.close();
    if (stream === opened) stream = null;
    later(Math.min(60000, 2000 * 2 ** tries++));
  };
};
const deaf = () => { stream?.close(); stream = null; };

// --- what they do -----------------------------------------------------------------------------------------------------------------------
const begin = () => { deaf(); secret = random(32); store("", secret); talk = { messages: [] }; later(0); };
const send = () => {
  const words = text.value.trim(), files = [...picker.files];
  if (!words && !files.length) { text.focus(); return; }
  if (words.length > LONGEST) { say(T("long", LONGEST), true); return; }
  if (files.length > 5 || files.reduce((sum, file) => sum + file.size, 0) > LARGEST) { say(T("large"), true); return; }
  secret = secret || stored("") || random(32);
  store("", secret);
  const entry = { key: random(12), text: words, files, at: Date.now() };
  outbox.push(entry);
  keepEntry(entry);
  text.value = picker.value = "";
  say("");
  chooses();
  draw();
  bottom();
  text.focus();
  pump();
};
const chooses = () => {
  chosen.hidden = !picker.files.length;
  const drop = (file) => el("button", { class: "file", type: "button", onclick: () => {
    const left = new DataTransfer();
    [...picker.files].filter((one) => one !== file).forEach((one) => left.items.add(one));
    picker.files = left.files;
    chooses();
  } }, T("drop", file.name));
  chosen.replaceChildren(...[...picker.files].map(drop));
};
const save = (name, content) => {
  const url = URL.createObjectURL(content);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
};
const download = async (file) => {
  try { save(file.name, await (await ask(`files/${file.id}/`, {})).blob()); } catch (error) { say(error.sentence || T("lost"), true); }
};
const copy = () => save("chat.txt", new Blob([talk.messages.map((one) => `${new Date(one.at).toLocaleString(lang)} ${one.from === "you" ? T("you") : one.who || C.brand}:\n${one.text}\n`).join("\n")], { type: "text/plain" }));
const mailCopy = async () => {
  try { await ask("transcript/", {}); note(T("copy_sent", talk.email)); } catch (error) { say(error.sentence || T("lost"), true); }
};
const forget = () => {
  deaf();
  clearTimeout(timer);
  timer = unread = 0;
  [...outbox].forEach(forgetEntry);
  secret = "";
  store("", null);
  talk = { messages: [] };
  shown.clear();
  told.clear();
  log.replaceChildren();
  draw();
};
const mailed = el("button", { class: "plain", type: "button", onclick: mailCopy }, T("copy_mail"));
let sure = false;
const end = () => {
  if (!sure) { sure = true; say(T("sure")); return; }
  sure = false;
  forget();
  say(T("ended"));
  text.focus();
};
actions.append(el("button", { class: "plain", type: "button", onclick: copy }, T("copy")), mailed, el("button", { class: "plain", type: "button", onclick: end }, T("end")));
form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
picker.addEventListener("change", chooses);
text.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); } });
panel.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); show(false); } });
addEventListener("online", () => { tries = 0; deaf(); later(0); });
addEventListener("offline", () => { if (secret) connected(false); });
addEventListener("storage", (event) => {
  if (event.key === ID) { event.newValue ? event.newValue !== secret && (deaf(), secret = event.newValue, look()) : forget(); }
  else if (event.key && event.key.startsWith(ID + " out ")) later(500);
});
document.addEventListener("visibilitychange", () => { if (secret && document.visibilityState === "visible") look(); here(); });
addEventListener("pagehide", () => { if (wasHere) { panel.hidden = true; here(); panel.hidden = false; } });
setInterval(() => { if (isSeen()) here(); }, 25000);
window.Makegood = { open: () => show(true), close: () => show(false), forget, identify: (token) => { identity = token || ""; if (secret) look(); } };
restore();
const appear = () => {
  document.body.append(host);
  when.textContent = hours();
  draw();
  if (tag.dataset.open !== undefined) show(true);
  if (secret) outbox.length ? pump() : look();
};
document.body ? appear() : addEventListener("DOMContentLoaded", appear);
})();
