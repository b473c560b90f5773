// The screen of a call: saves on the server while somebody types, shows whether the number called before, runs the clock.
(function () {
  "use strict";
  const form = document.getElementById("call-form");
  document.querySelectorAll("[data-since]").forEach(function (clock) {
    const began = new Date(clock.dataset.since).getTime();
    const tick = function () {
      const seconds = Math.max(0, Math.floor((Date.now() - began) / 1000));
      const minutes = Math.floor(seconds / 60);
      clock.textContent = (minutes < 600 ? minutes : "600+") + ":" + String(seconds % 60).padStart(2, "0");
    };
    tick();
    window.setInterval(tick, 1000);
  });
  if (!form) { return; }

  const line = document.getElementById("saved");
  const conclusion = document.getElementById("conclusion");
  let timer = 0, running = null, again = false, dirty = false, stopped = false;

  function say(text, isBad) {
    line.textContent = text;
    line.classList.toggle("is-bad", Boolean(isBad));
  }

  function post(url, body) {
    return fetch(url, { method: "POST", body: body, credentials: "same-origin", redirect: "manual" }).then(function (answer) {
      if (answer.type === "opaqueredirect" || answer.status === 403) { throw new Error("signed out"); }
      if (!answer.ok) { throw new Error("failed"); }
      return answer;
    });
  }

  function took(result) {
    if (result.state !== "saved") { stopped = true; say(result.text, true); return; }
    form.elements.version.value = result.version;
    conclusion.innerHTML = result.conclusion;
    say(result.text);
  }

  function save() {
    if (stopped) { return Promise.resolve(); }
    if (running) { again = true; return running; }
    dirty = false;
    running = post(form.dataset.autosave, new FormData(form)).then(function (answer) { return answer.json(); }).then(took).catch(function (error) {
      dirty = true;
      const isOut = error.message === "signed out";
      say(isOut ? form.dataset.signedOut : form.dataset.failed, true);
      if (!isOut) { later(5000); }
    }).finally(function () {
      running = null;
      if (again) { again = false; later(300); }
    });
    return running;
  }

  function later(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }

  document.addEventListener("pana:shown", function () { if (dirty) { later(100); } });
  form.addEventListener("input", function () { dirty = true; later(1200); });
  form.addEventListener("change", function () { dirty = true; later(400); });
  document.addEventListener("visibilitychange", function () { if (document.hidden && dirty) { window.clearTimeout(timer); save(); } });
  window.addEventListener("pagehide", function () {
    if (dirty && !running && !stopped) { navigator.sendBeacon(form.dataset.autosave, new FormData(form)); }
  });

  // Saving by hand waits for a running autosave, so that nobody is in conflict with themselves.
  form.addEventListener("submit", function (event) {
    window.clearTimeout(timer);
    dirty = false;
    again = false;
    if (running) {
      const button = event.submitter;
      event.preventDefault();
      running.finally(function () { window.clearTimeout(timer); dirty = false; form.requestSubmit(button); });
    }
  });

  const number = form.elements.number, hint = document.getElementById("called-before");
  let asking = 0;
  number.addEventListener("input", function () {
    window.clearTimeout(asking);
    asking = window.setTimeout(function () {
      if (number.value.replace(/\D/g, "").length < 7) { hint.textContent = ""; return; }
      const body = new FormData();
      body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      body.append("number", number.value);
      body.append("call", form.dataset.call);
      post(form.dataset.before, body).then(function (answer) { return answer.text(); }).then(function (text) { hint.innerHTML = text; }).catch(function () {});
    }, 350);
  });
})();
