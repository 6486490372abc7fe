/* Small comforts: the open row is marked, drafts survive, nothing that somebody is typing in is replaced. Pages work without it. */
"use strict";
(() => {
  const body = document.body;

  const markOpenRow = () => {
    const open = document.querySelector("#pane[data-case]")?.dataset.case;
    document.querySelectorAll(".row__link").forEach((row) => { row.ariaCurrent = row.dataset.case === open ? "true" : null; });
  };

  const draftKey = (field) => `makegood:draft:${location.pathname.split("/")[2]}:${field.dataset.draft}`;

  const restoreDrafts = () => {
    document.querySelectorAll("[data-draft]").forEach((field) => {
      if (!field.value) field.value = sessionStorage.getItem(draftKey(field)) || "";
      else sessionStorage.setItem(draftKey(field), field.value);
    });
  };

  body.addEventListener("input", (event) => {
    if (event.target.matches("[data-draft]")) sessionStorage.setItem(draftKey(event.target), event.target.value);
  });

  /* A switch beside a search that was made applies at once. */
  body.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]") && event.target.form.querySelector("[type=search]")?.value.trim()) event.target.form.requestSubmit();
  });

  const forgetDraft = (form) => form.querySelectorAll("[data-draft]").forEach((field) => sessionStorage.removeItem(draftKey(field)));

  /* An answer is put where its form says, also when news took the form out: it takes along what it inherits. */
  body.addEventListener("htmx:configRequest", ({ detail: { elt } }) => {
    ["hx-select", "hx-select-oob", "hx-swap"].forEach((name) => {
      const from = elt.closest(`[${name}]`);
      if (from && from !== elt) elt.setAttribute(name, from.getAttribute(name));
    });
  });

  /* A refresh from the live stream never takes away what somebody is working in, nor what is just being sent. */
  const busy = (part) => part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")
    || part.querySelector("details[open] form, form.htmx-request") !== null;
  let isNews = false; // whether what is being put in place came from the live stream: parts that come along do not say so themselves
  let opened; // what was unfolded in the parts that news replaces
  const named = (part) => {
    const whole = part.closest("[id]") || body;
    return whole.id + [...whole.querySelectorAll("details")].indexOf(part);
  };
  body.addEventListener("htmx:beforeSwap", (event) => {
    isNews = event.detail.requestConfig?.triggeringEvent?.type?.startsWith("live-") ?? false;
    opened = new Set();
  });
  body.addEventListener("htmx:load", ({ target }) => {
    if (isNews) target.querySelectorAll("details").forEach((part) => { part.open ||= opened.has(named(part)); });
  });
  /* What news took out brings its own part alone. */
  body.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig } }) => {
    if (!requestConfig.elt.isConnected) requestConfig.elt.setAttribute("hx-select-oob", "unset");
  });
  const spare = (event) => {
    const { target } = event.detail;
    if (isNews && busy(target)) event.detail.shouldSwap = false;
    target.querySelectorAll("details[open]").forEach((part) => opened.add(named(part)));
  };
  body.addEventListener("htmx:beforeSwap", spare);
  body.addEventListener("htmx:oobBeforeSwap", spare);

  /* Once a form was taken, its draft is done with, and the list shows what one did oneself at once. */
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr } = event.detail;
    if (requestConfig.verb !== "get" && xhr.status < 400 && requestConfig.elt.matches("form")) forgetDraft(requestConfig.elt);
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    const { verb, path } = event.detail.requestConfig;
    if (event.detail.successful && verb !== "get" && !path.endsWith("/check/")) body.dispatchEvent(new CustomEvent("live-inbox"));
  });
  body.addEventListener("htmx:afterSettle", (event) => {
    markOpenRow();
    restoreDrafts();
    showKeysButton();
    countDown();
    const done = event.detail.xhr?.status < 400 ? event.detail.requestConfig?.path ?? "" : "";
    if (done.endsWith("/withdrawal/")) document.getElementById("answer")?.focus();
    if (done.endsWith("/answers/") && document.activeElement.id === "answer") document.activeElement.blur(); // so that Z takes it back
  });

  /* Who begins to write is kept from losing it: keeper.js, at that moment. */
  const keeper = () => import(body.dataset.keeper);
  body.addEventListener("input", keeper, { once: true });
  if (location.search.includes("unsent=1")) keeper();
  else sessionStorage.removeItem("makegood:unsent");

  /* The server did not answer: say so calmly, keep everything. */
  const saySo = async ({ detail: { requestConfig, xhr } }) => {
    if (xhr.status === 401) return (await keeper()).signedOut(xhr.response);
    if (requestConfig?.verb === "get") return;
    const place = document.getElementById("said");
    const words = document.createElement("p");
    words.textContent = body.dataset.silent || "The server did not answer. Nothing was changed; please try again.";
    place?.replaceChildren(words);
  };
  body.addEventListener("htmx:sendError", saySo);
  body.addEventListener("htmx:responseError", saySo);

  /* Folding sheets close when one clicks elsewhere or presses Escape. */
  const sheets = () => document.querySelectorAll("details:is(.more, .owner, [data-sheet])[open]");
  document.addEventListener("click", (event) => sheets().forEach((sheet) => {
    if (!sheet.contains(event.target)) sheet.open = false;
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") sheets().forEach((sheet) => {
      sheet.open = false;
      sheet.querySelector("summary").focus();
    });
  });

  /* What can still be taken back counts down; once its moment is over the button goes, and the server has the last word anyway. */
  const countDown = () => document.querySelectorAll("[data-undo]").forEach((line) => {
    const over = performance.now() + line.dataset.undo * 1000;
    delete line.dataset.undo;
    const tick = () => {
      if (!line.isConnected) return;
      const left = Math.ceil((over - performance.now()) / 1000);
      line.querySelector("[data-count]").textContent = Math.max(left, 0);
      if (left > 0) setTimeout(tick, 250);
      else line.querySelector("[data-take-back]")?.closest("form").remove();
    };
    tick();
  });

  body.addEventListener("change", (event) => {
    if (!event.target.matches("[data-files]")) return;
    const named = event.target.closest("form").querySelector("[data-files-named]");
    named.textContent = [...event.target.files].map((file) => file.name).join(", ") || named.dataset.filesNamed;
  });

  const showKeysButton = () => document.querySelectorAll("[data-open-keys]").forEach((button) => { button.hidden = false; });

  /* What a plain form took along is done with, but for whoever comes back to it by the browser's own button. */
  const SENT = "makegood:sent";
  body.addEventListener("submit", ({ target }) => {
    const field = !target.hasAttribute("hx-post") && target.querySelector("[data-draft]");
    if (field) sessionStorage.setItem(SENT, draftKey(field));
  });
  if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") sessionStorage.removeItem(sessionStorage.getItem(SENT));
  sessionStorage.removeItem(SENT);

  markOpenRow();
  restoreDrafts();
  showKeysButton();
  countDown();
})();
