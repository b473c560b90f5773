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
  document.querySelectorAll(".tabs [aria-current]").forEach(function (tab) { tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 48; });
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
  // Somebody came in: the page is gone at once, in every window, and comes back as it was with the password.
  const coverParts = document.getElementById("cover-parts");
  let cover = null, titleBefore = "";

  function hide(byAnother) {
    if (!coverParts || cover) { return; }
    cover = document.createElement("dialog");
    cover.id = "cover";
    cover.setAttribute("aria-labelledby", "cover-title");
    cover.append(coverParts.content.cloneNode(true));
    cover.addEventListener("cancel", function (event) { event.preventDefault(); });
    cover.querySelector("form").addEventListener("submit", askToShow);
    titleBefore = document.title;
    document.title = coverParts.dataset.title;
    document.documentElement.setAttribute("data-covered", "");
    document.body.append(cover);
    if (dialog && dialog.open) { dialog.close(); }
    cover.showModal();
    if (byAnother) { return; }
    if (channel) { channel.postMessage({ word: "hide", who: dialog.dataset.who }); }
    tell(coverParts.dataset.cover).catch(function () { complain(coverParts.dataset.unreached); });
  }
  function tell(address, body) {
    return fetch(address, { method: "POST", headers: { "X-CSRFToken": dialog.dataset.token, "X-Pana-Cover": "1" }, body: body, credentials: "same-origin", redirect: "manual", keepalive: true })  // also when the page is left at once
      .then(function (answer) {
        if (answer.type === "opaqueredirect" || !answer.ok) { throw new Error("not answered"); }
        return answer.status === 204 ? {} : answer.json();
      });
  }
  function complain(text) { if (cover) { cover.querySelector("[role=alert]").textContent = text; } }
  function askToShow(event) {
    event.preventDefault();
    const form = event.target, box = form.elements.cover_password, answer = new FormData();
    answer.append("confirm_code", box.value);
    tell(coverParts.dataset.cover)  // hidden on the server too, should the first word not have come through
      .then(function () { return tell(form.action, answer); })
      .then(function (told) {
        box.value = "";
        if (!told.open) { complain(told.error); box.focus(); return; }
        unhide();
        if (channel) { channel.postMessage({ word: "unhide", who: dialog.dataset.who }); }
      })
      .catch(function () { complain(coverParts.dataset.unreached); })
      .finally(function () { const button = form.querySelector("button"); if (button) { button.disabled = false; } });
  }
  function unhide() {
    if (!cover) { return; }
    cover.close();
    cover.remove();
    cover = null;
    document.title = titleBefore;
    document.documentElement.removeAttribute("data-covered");
    document.dispatchEvent(new CustomEvent("pana:shown"));
  }
  const coverNow = document.querySelector("[data-cover-now]");
  if (coverNow && dialog && dialog.showModal) {
    let shifts = 0, firstShift = 0;
    coverNow.addEventListener("submit", function (event) { event.preventDefault(); event.stopPropagation(); hide(false); });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Shift") { shifts = 0; return; }
      if (event.repeat) { return; }
      if (!shifts || Date.now() - firstShift > 3000) { shifts = 0; firstShift = Date.now(); }
      shifts += 1;
      if (shifts === 3) { shifts = 0; hide(false); }
    });
  }

  function tick() {
    const left = Number(dialog.dataset.idle) * 1000 - LATE - (Date.now() - since);
    if (left <= 0) { if (!isOver) { show(true); } return; }
    if (cover) { return; }
    if (left <= WARNING) { if (!dialog.open) { show(false); } return; }
    if (touched > since && Date.now() - since > PING) { touched = 0; ping().catch(function () { /* the warning comes in time */ }); }
  }
  if (channel) {
    channel.onmessage = function (event) {
      const told = event.data || {};
      if (told.word === "here" && dialog && told.who === dialog.dataset.who && !isOver) { goOn(); }
      if (told.word === "hide" && dialog && told.who === dialog.dataset.who) { hide(true); }
      if (told.word === "unhide" && dialog && told.who === dialog.dataset.who) { unhide(); }
      if (told.word === "back") {
        if (dialog && told.who !== dialog.dataset.who) { window.location.reload(); return; }
        renew(told.token);
        unhide();
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
