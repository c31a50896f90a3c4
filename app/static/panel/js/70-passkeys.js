/* Hands Flask-Security's options to the device, and the device's answer back to the form. */
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || typeof handleSignin !== "function") return;
  const says = form.querySelector("[data-passkey-says]");
  const ask = form.dataset.passkey === "register" ? handleRegister : handleSignin;
  const button = form.querySelector("button");
  const run = async () => {
    button.disabled = true;
    const answer = await ask(form.dataset.options);
    if (answer.credential) {
      form.elements.credential.value = answer.credential;
      form.submit();
    } else {
      says.textContent = form.dataset.sorry;
      button.disabled = false;
      button.focus();
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  run();
});
