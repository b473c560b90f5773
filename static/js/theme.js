// Follow the device's light or dark setting unless the person chose one.
(function () {
  "use strict";
  const root = document.documentElement;
  if (root.dataset.themeChoice === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches) {
    root.dataset.bsTheme = "dark";
  }
})();
