// Passkeys: asks the device, puts its answer into the form and sends it. Where this cannot work nothing is shown.
(function () {
  "use strict";
  const named = !/^[\d.]+$|^\[/.test(window.location.hostname);
  if (!window.isSecureContext || !window.PublicKeyCredential || !named) { return; }

  function decode(text) {
    const plain = window.atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function encode(buffer) {
    const plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return window.btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function withBytes(options) {
    const wanted = options.publicKey;
    wanted.challenge = decode(wanted.challenge);
    if (wanted.user) { wanted.user.id = decode(wanted.user.id); }
    ["allowCredentials", "excludeCredentials"].forEach(function (name) {
      (wanted[name] || []).forEach(function (known) { known.id = decode(known.id); });
    });
    return { publicKey: wanted };
  }
  function told(credential) {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) { response[name] = encode(credential.response[name]); }
    });
    return JSON.stringify({ id: credential.id, rawId: encode(credential.rawId), type: credential.type, response: response });
  }

  document.querySelectorAll("[data-no-passkey]").forEach(function (note) { note.hidden = true; });
  document.querySelectorAll("[data-passkey]").forEach(function (place) {
    const form = place.closest("form"), error = place.querySelector("[data-passkey-error]");
    place.hidden = false;
    place.querySelector("[data-passkey-button]").addEventListener("click", function () {
      const makes = place.dataset.passkey === "create";
      if (makes && !form.reportValidity()) { return; }
      error.hidden = true;
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      fetch(place.dataset.question, { method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin", redirect: "error" })
        .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(new Error("no question")); })
        .then(function (options) {
          return makes ? navigator.credentials.create(withBytes(options)) : navigator.credentials.get(withBytes(options));
        })
        .then(function (credential) {
          form.querySelector("[name=confirm_passkey]").value = told(credential);
          form.submit();
        })
        .catch(function () { error.textContent = place.dataset.failed; error.hidden = false; });
    });
  });
})();
