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
})();
