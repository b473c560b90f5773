// Small comforts; every core act works without this file.
(function () {
  "use strict";
  const summary = document.querySelector("[data-focus]");
  if (summary) { summary.focus(); }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey && event.code === "Enter") {
      const form = event.target.closest("form");
      if (form) { event.preventDefault(); form.requestSubmit(); }
    }
  });
  document.addEventListener("submit", function (event) {
    const button = event.submitter;
    if (button && !button.name) { window.setTimeout(function () { button.disabled = true; }, 0); }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("button[disabled]:not([data-off])").forEach(function (button) { button.disabled = false; });
  });
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.dropdown-lite[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () {
      document.documentElement.toggleAttribute("data-names", button.dataset.print === "names");
      window.print();
      document.documentElement.removeAttribute("data-names");
    });
  });
  const tab = document.querySelector(".tabs [aria-current]");
  if (tab) { tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 48; }
  // On a phone a row of a table becomes a card: every cell says the name of its column.
  document.querySelectorAll("table[data-stack]").forEach(function (table) {
    const names = Array.from(table.querySelectorAll("thead th"), function (cell) { return cell.textContent.trim(); });
    table.querySelectorAll("tbody tr").forEach(function (row) {
      Array.from(row.cells).forEach(function (cell, index) {
        if (cell.tagName === "TD" && names[index] && !cell.classList.contains("row-actions")) { cell.dataset.label = names[index]; }
        if (!cell.textContent.trim()) { cell.classList.add("is-blank"); }
      });
    });
    table.classList.add("stack");
  });

  // Before the time of a session is over somebody is asked; what was typed stays in the page, whatever happens.
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("pana") : null;
  const dialog = document.getElementById("idle");
  const WARNING = 120000, LATE = 30000, PING = 240000;  // LATE: the server notes only every half minute that one is there
  const parts = dialog ? { warning: dialog.querySelector("[data-warning]"), over: dialog.querySelector("[data-over]") } : {};
  let since = Date.now(), touched = 0, isOver = false;

  function show(over) {
    isOver = over;
    dialog.toggleAttribute("data-is-over", over);
    parts.warning.hidden = over;
    parts.over.hidden = !over;
    if (!dialog.open) { dialog.showModal(); }
  }
  function goOn() {
    since = Date.now();
    isOver = false;
    if (dialog && dialog.open) { dialog.close(); }
  }
  function renew(token) {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (input) { input.value = token; });
    if (document.body.hasAttribute("hx-headers")) { document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token })); }
    if (dialog) { dialog.dataset.token = token; }
  }
  function ping() {
    return fetch(dialog.dataset.ping, { method: "POST", headers: { "X-CSRFToken": dialog.dataset.token }, credentials: "same-origin", redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(new Error("signed out")); })
      .then(function (told) {
        if (told.who !== dialog.dataset.who) { window.location.reload(); return; }
        goOn();
        if (channel) { channel.postMessage({ word: "here", who: told.who }); }
      });
  }
  function stay() { ping().catch(function () { show(true); }); }
  function tick() {
    const left = Number(dialog.dataset.idle) * 1000 - LATE - (Date.now() - since);
    if (left <= 0) { if (!isOver) { show(true); } return; }
    if (left <= WARNING) { if (!dialog.open) { show(false); } return; }
    if (touched > since && Date.now() - since > PING) { touched = 0; ping().catch(function () { /* the warning comes in time */ }); }
  }
  if (channel) {
    channel.onmessage = function (event) {
      const told = event.data || {};
      if (told.word === "here" && dialog && told.who === dialog.dataset.who && !isOver) { goOn(); }
      if (told.word === "back") {
        if (dialog && told.who !== dialog.dataset.who) { window.location.reload(); return; }
        renew(told.token);
        goOn();
      }
    };
  }
  if (dialog && dialog.showModal) {
    ["keydown", "pointerdown", "input"].forEach(function (name) {
      document.addEventListener(name, function () { touched = Date.now(); }, { passive: true });
    });
    dialog.querySelector("[data-stay]").addEventListener("click", stay);
    dialog.addEventListener("cancel", function (event) { event.preventDefault(); if (!isOver) { stay(); } });
    window.setInterval(tick, 1000);
    if (channel) {
      const back = Boolean(document.querySelector("[data-back-again]"));
      channel.postMessage({ word: back ? "back" : "here", who: dialog.dataset.who, token: back ? dialog.dataset.token : "" });
    }
  }
})();
