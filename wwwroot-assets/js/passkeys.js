// Passkeys: asks the server for options, the browser for the credential, and posts it in an ordinary form.
const supported = typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === "function";

for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = !supported;

document.addEventListener("click", async event => {
  const button = event.target.closest("[data-passkey]");
  if (!button) return;
  const form = button.closest("[data-passkey-form]");
  const failed = form.querySelector("[data-passkey-error]");
  failed.hidden = true;
  button.disabled = true;
  try {
    const credential = button.dataset.passkey === "create"
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(await options("/security/passkeys/options")),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(await options("/sign-in/passkey/options")),
        });
    form.elements["Passkey.Credential"].value = JSON.stringify(credential.toJSON());
    form.requestSubmit();
  } catch {
    failed.hidden = false;      // closed by the person, or no authenticator at hand
    button.disabled = false;
  }
});

async function options(url) {
  const response = await fetch(url, { method: "POST" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}
