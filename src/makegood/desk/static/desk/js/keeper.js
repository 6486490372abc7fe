/* Keeps what somebody was writing when their session was over, and puts it back once they have signed in again: in this window alone, and only until
   then. Loaded when somebody begins to write. Never keeps a password, a file or a hidden field. */
const KEPT = "makegood:unsent";

const fields = () => [...document.querySelectorAll("form[method=post] :is(textarea, select, input)[name]")].filter(
  (field) => !["hidden", "password", "file", "submit", "button"].includes(field.type));
const isTicked = (field) => field.type === "checkbox" || field.type === "radio";
const state = (field) => (isTicked(field) ? field.checked : field.value);
const named = () => {
  const met = new Map();
  return fields().map((field) => {
    const name = `${field.form.getAttribute("action") ?? ""} ${field.name}`;
    met.set(name, (met.get(name) ?? 0) + 1);
    return [`${name} ${met.get(name)}`, field];
  });
};

const keep = () => {
  const words = named().map(([name, field]) => [name, state(field)]);
  sessionStorage.setItem(KEPT, JSON.stringify({ page: location.pathname, words }));
};

const putBack = () => {
  const { page, words } = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  sessionStorage.removeItem(KEPT);
  history.replaceState(history.state, "", location.href.replace(/[?&]unsent=1/, ""));
  if (page !== location.pathname) return;
  const then = new Map(words);
  named().forEach(([name, field]) => {
    if (!then.has(name) || then.get(name) === state(field)) return;
    if (isTicked(field)) field.checked = then.get(name);
    else field.value = then.get(name);
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  });
};

/* The server's own sentence, with the way to sign in; it stays until it is followed. */
export const signedOut = (sentence) => {
  keep();
  const place = document.getElementById("said");
  if (!place) return;
  place.innerHTML = sentence;
  place.firstElementChild.style.animation = "none";
  place.querySelector("a").style.color = "inherit";
};

document.addEventListener("submit", ({ target }) => { if (target.method === "post" && !target.hasAttribute("hx-post")) keep(); });
if (location.search.includes("unsent=1")) putBack();
