// Passkeys: the browser talks to the authenticator, the server decides. Without this file there is the password.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const send = async (address, body) => {
    const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const wanted = options => {
    const key = options.publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    for (const list of [key.excludeCredentials, key.allowCredentials]) {
      for (const known of list || []) known.id = bytes(known.id);
    }
    return { publicKey: key };
  };

  const shown = credential => {
    const response = { clientDataJSON: text(credential.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return { id: credential.id, rawId: text(credential.rawId), type: credential.type, extensions: {}, response };
  };

  for (const place of document.querySelectorAll("[data-passkey]")) {
    const button = place.querySelector("button");
    const error = place.querySelector(".err");
    const address = place.dataset.passkey;
    place.hidden = false;
    button.addEventListener("click", async () => {
      error.hidden = true;
      button.disabled = true;
      try {
        const options = wanted(await send(address + "/start", {}));
        const credential = "new" in place.dataset ? await navigator.credentials.create(options) : await navigator.credentials.get(options);
        const label = place.querySelector("input");
        const body = { credential: shown(credential), label: label ? label.value : "", back: place.dataset.back || "" };
        const next = new URL((await send(address + "/finish", body)).next, location.href);
        // the same page again would only move to the place in it
        if (next.pathname === location.pathname) location.reload(); else location.assign(next);
      } catch {
        error.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
