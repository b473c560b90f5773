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
    button.addEventListener("click", function () { window.print(); });
  });
})();
