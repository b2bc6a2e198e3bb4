// Passkey buttons, with the ceremonies of allauth's webauthn.js.
for (const button of document.querySelectorAll("[data-passkey]")) {
  const { passkey, credential, alone: passwordless } = button.dataset;
  const ids = { credential, passwordless, add: button.id, authenticate: button.id, login: button.id };
  window.allauth.webauthn.forms[passkey]({ ids: { ...ids, data: "passkey-options" } });
  button.hidden = !window.webauthnJSON.supported();
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector("[data-passkey-error]").hidden = false;
});
