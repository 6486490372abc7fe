/* Keeps an open discussion up to date: what is new appears in its place, nothing that somebody reads moves away. Without a stream it looks every
   some seconds; without this script the page works by its forms. What others wrote is only ever set as text. */
"use strict";
(() => {
  const C = JSON.parse(document.getElementById("talk").textContent);
  const W = C.words;
  const $ = (id) => document.getElementById(id);
  const list = $("list");
  const clock = new Intl.DateTimeFormat(C.language, { timeZone: C.zone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(C.language, { timeZone: C.zone, weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: C.zone });
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const when = (iso) => (date.format(new Date(iso)) === date.format(new Date()) ? clock : day).format(new Date(iso));
  const put = (within, selector, text) => { const at = within.querySelector(selector); if (at.textContent !== text) at.textContent = text; };
  const lines = (at, text) => {
    if (at.dataset.text === text) return;
    at.dataset.text = text;
    at.replaceChildren(...text.split("\n").flatMap((line, n) => (n ? [document.createElement("br"), line] : [line])));
  };
  const time = (at, iso) => { at.dateTime = iso; at.textContent = when(iso); };

  const setVotes = (item, votes) => {
    put(item, ".vote__n", String(votes));
    put(item, ".vote__word", votes === 1 ? W.votes_one : W.votes_many);
  };
  const setVoted = (item, voted) => {
    const button = item.querySelector(".vote");
    button.setAttribute("aria-pressed", String(voted));
    button.setAttribute("aria-label", voted ? W.voted : W.vote);
    item.querySelector("[name=wanted]").value = voted ? "no" : "yes";
  };
  const setAnswers = (item, question, quiet) => {
    const home = item.querySelector(".q__answers");
    for (const one of question.answers) {
      let found = $(`a-${one.id}`);
      if (!found) {
        found = $("a").content.firstElementChild.cloneNode(true);
        found.id = `a-${one.id}`;
        if (one.host) found.classList.add("a--host");
        put(found, "strong", one.name);
        put(found, ".a__role", [one.role, one.host ? W.host : ""].filter(Boolean).join(", "));
        time(found.querySelector("time"), one.at);
        home.append(found);
        if (!quiet) { found.classList.add("q--new"); say(fill(W.told_answer, { name: one.name, n: question.n })); }
      }
      lines(found.querySelector(".a__text"), one.text);
    }
  };
  const take = (question, quiet) => {
    let item = $(`q-${question.n}`);
    if (question.gone) { item?.remove(); return; }
    if (item && question.text === undefined) { setVotes(item, question.votes); moved(); return; }
    if (question.text === undefined) return;
    if (!item) {
      item = $("q").content.firstElementChild.cloneNode(true);
      item.id = `q-${question.n}`;
      item.querySelector("form").action = C.vote.replace("/0/", `/${question.n}/`);
      const anchor = item.querySelector(".q__who a");
      anchor.href = `#q-${question.n}`;
      anchor.textContent = `${W.short_number} ${question.n}`;
      time(item.querySelector(".q__who time"), question.at);
      put(item, ".q__name", question.name || W.somebody);
      if (new URLSearchParams(location.search).get("sort") === "newest") list.prepend(item); else list.append(item);
      $("nothing").hidden = true;
      if (!quiet) { item.classList.add("q--new"); say(W.told_question); moved(); }
    }
    lines(item.querySelector(".q__text"), question.text);
    put(item, ".q__also", !question.also ? "" : question.also === 1 ? W.also_one : fill(W.also_many, { n: question.also }));
    setVotes(item, question.votes);
    setAnswers(item, question, quiet);
  };

  /* Said to those who do not see it, one thing at a time. */
  let saying = 0;
  const say = (words) => { const now = Date.now(); if (now - saying > 3000) { saying = now; $("told").textContent = words; } };
  const moved = () => {
    const votes = [...list.querySelectorAll(".vote__n")].map((one) => Number(one.textContent));
    if (votes.some((one, n) => n && one > votes[n - 1]) && !/sort=(newest|answered)/.test(location.search)) $("news").hidden = false;
  };

  let live = C.live;
  let stream = null;
  let polling = 0;
  const liveness = (words) => { $("liveness").textContent = words; };
  const look = async () => {
    try {
      const answer = await fetch(C.now, { headers: { accept: "application/json" } });
      if (!answer.ok) return;
      const now = await answer.json();
      live = now.live;
      $("standing").textContent = now.standing;
      $("standing").className = `standing standing--${now.phase}`;
      for (const button of document.querySelectorAll(".vote")) button.disabled = now.phase !== "open";
      const there = new Set(now.questions.map((one) => `q-${one.n}`));
      for (const item of [...list.children]) if (!there.has(item.id)) item.remove();
      for (const question of now.questions) take(question, false);
    } catch { /* the server is away; the next look tries again */ }
  };
  const soon = (seconds) => setTimeout(look, Math.random() * seconds * 1000); /* not all at once */
  const poll = () => {
    liveness(fill(W.not_live, { n: C.poll }));
    if (!polling) polling = setInterval(() => { if (!document.hidden) { look(); listen(); } }, C.poll * 1000 * (0.8 + Math.random() * 0.4));
  };
  const listen = () => {
    if (!live || !window.EventSource || (stream && stream.readyState !== EventSource.CLOSED)) return;
    let broken = false;
    stream = new EventSource(live);
    stream.addEventListener("open", () => {
      clearInterval(polling);
      polling = 0;
      liveness(W.live);
      if (broken) soon(2);
      broken = false;
    });
    stream.addEventListener("error", () => { broken = true; poll(); });
    stream.addEventListener("message", (event) => {
      let news = null;
      try { news = event.data && JSON.parse(event.data); } catch { /* looked at below */ }
      if (news && news.n) take(news, false); else soon(2);
    });
  };

  list.addEventListener("submit", async (event) => {
    const form = event.target.closest(".q__vote");
    if (!form) return;
    event.preventDefault();
    const item = form.closest(".q");
    const button = form.querySelector(".vote");
    const fields = new URLSearchParams(new FormData(form));
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, headers: { accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) { setVotes(item, told.votes); setVoted(item, told.voted); } else { $("told").textContent = told.sentence; alertOnce(told.sentence, item); }
    } catch { form.submit(); }
    button.removeAttribute("aria-busy");
  });
  const alertOnce = (words, item) => {
    let at = item.querySelector(".wrong");
    if (!at) { at = document.createElement("p"); at.className = "wrong"; item.querySelector(".q__body").append(at); }
    at.textContent = words;
  };

  /* At its beginning and its end the page is another one; nobody who is writing is disturbed. */
  for (const seconds of C.turns) {
    if (seconds < 6 * 3600) setTimeout(() => { const text = $("text"); if (text && text.value.trim()) look(); else location.reload(); }, (seconds + 1 + Math.random() * 5) * 1000);
  }
  $("complaint")?.focus();
  if (live && window.EventSource) listen(); else poll();
  window.addEventListener("pagehide", () => stream?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) { look(); listen(); } });
})();
