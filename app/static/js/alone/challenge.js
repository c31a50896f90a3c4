// Solves the proof of work of a form that came back (ALTCHA's protocol), then sends it again.
// Loaded with such a form alone. Without it the form says what to do instead.
(async () => {
  'use strict';
  const box = document.querySelector('[data-proof]');
  if (!box || !globalThis.crypto || !crypto.subtle) return;
  const field = box.querySelector('input');
  const words = box.querySelector('p');
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

  let touched = false;
  field.form.addEventListener('input', () => { touched = true; });
  words.textContent = box.dataset.proof;

  const { challenge } = JSON.parse(atob(field.value));
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const derive = async (counter) => {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey('raw', password.slice(), 'PBKDF2', false, ['deriveBits']);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: cost };
    return hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
  };

  for (let counter = 0; counter < 100000; counter += 1) {
    const derivedKey = await derive(counter);
    if (derivedKey.startsWith(keyPrefix)) {
      field.value = btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
      words.textContent = box.dataset.proved;
      // Whoever has begun to change something sends it themselves.
      if (!touched) field.form.requestSubmit(field.form.querySelector('[type=submit]'));
      return;
    }
  }
})();
