// Keeps a board fresh while somebody looks at it; stops when nobody has touched the page for ten minutes,
// so that an unattended screen still signs itself out.
(function () {
  "use strict";
  const QUIET = 10 * 60 * 1000;
  let touched = Date.now();
  ["pointerdown", "keydown", "pointermove"].forEach(function (name) {
    document.addEventListener(name, function () { touched = Date.now(); }, { passive: true });
  });
  const board = document.getElementById("board");
  if (!board) { return; }
  window.setInterval(function () {
    const busy = document.hidden || Date.now() - touched > QUIET || board.contains(document.activeElement);
    if (busy) { return; }
    fetch(window.location.href, { credentials: "same-origin", redirect: "error", headers: { "X-Pana-Watching": "1" } }).then(function (answer) {
      if (!answer.ok) { throw new Error("no answer"); }
      return answer.text();
    }).then(function (page) {
      const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("board");
      if (fresh) { board.replaceChildren.apply(board, Array.from(fresh.childNodes)); }
    }).catch(function () { /* the next minute tries again */ });
  }, Number(board.dataset.refresh || 60) * 1000);
})();
