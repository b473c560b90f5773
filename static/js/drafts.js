// A long form keeps itself on the server while somebody types, and gives back what was typed and never sent.
(function () {
  "use strict";
  const box = document.querySelector("[data-drafts]");
  const form = box && box.closest("form");
  if (!form || !form.querySelector("textarea")) { return; }
  const line = box.querySelector("[data-line]"), offer = box.querySelector("[data-offer]");
  let timer = 0, running = null, dirty = false, kept = Boolean(offer), sent = false;

  function body() {
    const data = new FormData(form);
    form.querySelectorAll("input[type=file], input[type=password]").forEach(function (field) { data.delete(field.name); });
    data.set("draft_place", box.dataset.place);
    return data;
  }
  function ask(url, data) {
    return fetch(url, { method: "POST", body: data, credentials: "same-origin", redirect: "manual" }).then(function (answer) {
      if (!answer.ok) { throw new Error("failed"); }
      return answer;
    });
  }
  function save() {
    if (running || sent) { return; }
    dirty = false;
    running = ask(box.dataset.keep, body()).then(function (answer) { return answer.json(); }).then(function (answer) {
      kept = true;
      line.textContent = answer.text;
      line.classList.remove("is-bad");
    }).catch(function () {
      dirty = true;
      line.textContent = box.dataset.failed;
      line.classList.add("is-bad");
      later(10000);
    }).finally(function () {
      running = null;
      if (dirty) { later(2500); }
    });
  }
  function later(wait) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, wait);
  }
  function put(field, values) {
    if (field.type === "checkbox" || field.type === "radio") { field.checked = values.includes(field.value); return; }
    if (field.tagName === "SELECT" && field.multiple) {
      Array.from(field.options).forEach(function (option) { option.selected = values.includes(option.value); });
      return;
    }
    if (field.type !== "file" && field.type !== "password" && values.length) { field.value = values[0]; }
  }
  function take() {
    ask(box.dataset.take, body()).then(function (answer) { return answer.json(); }).then(function (answer) {
      Array.from(form.elements).forEach(function (field) {
        if (!field.name || field.name === "csrfmiddlewaretoken" || field.name === "form_key") { return; }
        const values = answer.fields[field.name];
        if (values) { put(field, values); } else if (field.type === "checkbox") { field.checked = false; }
      });
      offer.remove();
      line.textContent = box.dataset.taken;
      const first = form.querySelector("textarea");
      if (first) { first.focus(); }
    }).catch(function () { line.textContent = box.dataset.failed; });
  }
  function drop() {
    ask(box.dataset.drop, body()).then(function () { kept = false; offer.remove(); line.textContent = ""; }).catch(function () { line.textContent = box.dataset.failed; });
  }

  if (offer) {
    offer.hidden = false;
    offer.querySelector("[data-take-up]").addEventListener("click", take);
    offer.querySelector("[data-throw-away]").addEventListener("click", drop);
  }
  form.addEventListener("input", function () { dirty = true; later(2500); });
  document.addEventListener("visibilitychange", function () { if (document.hidden && dirty) { window.clearTimeout(timer); save(); } });
  window.addEventListener("pagehide", function () {
    if (dirty && !running && !sent) { navigator.sendBeacon(box.dataset.keep, body()); }
  });
  form.addEventListener("submit", function () {
    window.clearTimeout(timer);
    sent = true;
    if (kept || running) {
      const mark = document.createElement("input");
      mark.type = "hidden";
      mark.name = "draft_sent";
      mark.value = "1";
      form.appendChild(mark);
    }
  });
  window.addEventListener("pageshow", function () { sent = false; });
}());
