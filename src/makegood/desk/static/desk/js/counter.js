/* A page about somebody gives way to the empty one when nobody has touched it for a while; whoever types is not cut off. */
"use strict";
(() => {
  const { lastsS, empty } = document.body.dataset;
  let waiting = 0;
  const begin = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => location.replace(empty), Number(lastsS) * 1000);
  };
  for (const what of ["input", "keydown", "pointerdown"]) document.addEventListener(what, begin, { passive: true });
  begin();
})();
