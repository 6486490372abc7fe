/* Listens for topics ("inbox", "case:7") and tells the parts of the page that watch them; looks every 30 s while the stream is down. */
"use strict";
(() => {
  const body = document.body;
  const EVERY = 30_000;
  const ONCE_MORE = 1_000;
  let stream = null;
  let up = false;
  let missed = false; // the stream broke: what happened meanwhile is unknown

  const say = (topic) => body.dispatchEvent(new CustomEvent(`live-${topic.replace(":", "-")}`));
  const later = new Map();
  /* Once more a moment later: a part that was just being fetched or replaced has missed the first. */
  const tell = (topic) => {
    say(topic);
    clearTimeout(later.get(topic));
    later.set(topic, setTimeout(say, ONCE_MORE, topic));
  };
  const lookAtAll = () => {
    tell("inbox");
    const open = document.querySelector("#pane[data-case]")?.dataset.case;
    if (open) tell(`case:${open}`);
  };
  const show = (state) => { document.documentElement.dataset.live = state; };

  const listen = (address) => {
    stream = new EventSource(address);
    stream.addEventListener("open", () => {
      up = true;
      show("up");
      if (missed) lookAtAll();
      missed = false;
    });
    stream.addEventListener("error", () => {
      up = false;
      missed = true;
      show("down");
    });
    stream.addEventListener("message", (event) => tell(event.data));
  };

  /* A stream that was refused (the ticket was spent) does not come back by itself: ask for a fresh address. */
  const again = async () => {
    try {
      const answer = await fetch(body.dataset.ticket, { headers: { accept: "text/plain" } });
      if (answer.ok && !answer.redirected) listen(await answer.text());
    } catch { /* the server is away; the next look tries again */ }
  };

  setInterval(() => {
    if (up || document.hidden) return;
    lookAtAll();
    if (stream && stream.readyState === EventSource.CLOSED) again();
  }, EVERY);

  if (body.dataset.live && window.EventSource) listen(body.dataset.live);
  window.addEventListener("pagehide", () => stream?.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) again(); });
})();
