/* Keyboard first: single keys, never while typing, and they can be switched off (the choice stays in this browser). */
"use strict";
(() => {
  const SWITCH = "makegood:keys";
  const sheet = document.getElementById("keys");
  const box = document.getElementById("keys-on");
  let going = 0; // when `g` was pressed

  const typing = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
  const rows = () => [...document.querySelectorAll(".row__link")];

  const walk = (step) => {
    const all = rows();
    if (!all.length) return;
    const here = all.findIndex((row) => row === document.activeElement || (!all.includes(document.activeElement) && row.hasAttribute("aria-current")));
    const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const shown = (name) => [...document.querySelectorAll(`[data-key="${name}"]`)][0];

  const write = (name) => {
    const mode = document.getElementById(name === "n" ? "mode-note" : "mode-reply");
    if (mode) mode.checked = true;
    shown(name)?.focus();
  };

  /* Setting right what we read: the sheet of the doubtful message, or of the latest; again, the next question of it. */
  const sheetOf = () => document.querySelector("[data-rightly-sheet]");
  const questions = () => [...(sheetOf()?.querySelectorAll("[data-question]") ?? [])];
  const enter = (question) => {
    if (!question) return;
    (question.querySelector('[aria-pressed="true"]') ?? question.querySelector(":checked") ?? question.querySelector("[data-choice]"))?.focus();
    question.scrollIntoView({ block: "nearest" });
  };
  const turn = (step) => {
    const all = questions();
    const here = all.findIndex((question) => question.contains(document.activeElement));
    enter(all[here < 0 ? 0 : (here + step + all.length) % all.length]);
  };
  const setRight = () => {
    if (sheetOf()) return turn(1);
    const doubted = document.querySelector("[data-doubt]")?.closest(".line")?.querySelector("[data-reading]");
    const reading = doubted ?? [...document.querySelectorAll("[data-reading]")].at(-1);
    if (!reading) return;
    reading.open = true;
    const link = reading.querySelector("[data-rightly]");
    if (!link) return;
    htmx.process(link); // just put in place it would still be a plain link, and lead to a page of its own
    link.click();
  };
  const choose = (name) => {
    const question = document.activeElement?.closest("[data-question]");
    const choice = question ? question.querySelector(`[data-choice="${name}"]`) : document.querySelector(`[data-doubt="${name}"]`);
    choice?.click();
    return Boolean(choice ?? question); // within a question a key that is no choice does nothing else
  };
  const inSheet = (event) => {
    const reading = sheetOf()?.closest("[data-reading]");
    if (event.key === "Escape" && reading?.open) {
      reading.open = false;
      reading.querySelector("summary").focus();
      return true;
    }
    if (!document.activeElement?.closest("[data-rightly-sheet]")) return false;
    if (event.key === "Enter" && document.activeElement.matches("input")) {
      document.activeElement.form.querySelector("[data-these]").click();
      return true;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      turn(event.key === "ArrowDown" ? 1 : -1);
      return true;
    }
    return false;
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id?.startsWith("rightly")) enter(questions()[0]);
  });

  const go = (name) => {
    const address = document.body.dataset[`go${name.toUpperCase()}`];
    if (address) location.assign(address);
  };

  const ACTIONS = {
    j: () => walk(1),
    k: () => walk(-1),
    e: () => shown("e")?.click(),
    r: () => write("r"),
    n: () => write("n"),
    a: () => {
      const summary = shown("a");
      if (!summary) return;
      summary.parentElement.open = true;
      summary.parentElement.querySelector("select").focus();
    },
    z: () => [...document.querySelectorAll('[data-key="z"]')].at(-1)?.click(),
    w: () => go("w"),
    f: () => shown("f")?.click(),
    c: setRight,
    "/": () => document.getElementById("search")?.focus(),
    "?": () => sheet.showModal(),
    g: () => { going = Date.now(); },
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches("textarea")) {
      event.preventDefault();
      event.target.form?.querySelector("[data-send]")?.click();
      return;
    }
    if (event.key === "Escape" && typing(event.target)) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || sheet.open) return;
    if (!box.checked && event.key !== "?") return;
    if (inSheet(event) || (/^[0-9]$|^[qw]$/.test(event.key) && choose(event.key))) {
      event.preventDefault();
      return;
    }
    const second = Date.now() - going < 1200 && ["i", "t", "p"].includes(event.key);
    going = 0;
    const action = second ? () => go(event.key) : ACTIONS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  box.checked = localStorage.getItem(SWITCH) !== "off";
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
  document.querySelectorAll("[data-open-keys]").forEach((button) => button.addEventListener("click", () => sheet.showModal()));
})();
