// Copying the address, and the device's own sharing where it has one.
(() => {
  'use strict';
  document.querySelectorAll('[data-copy]').forEach((button) => {
    const box = document.getElementById(button.dataset.copy);
    const told = button.closest('.share').querySelector('[data-copied]');
    button.hidden = false;
    button.addEventListener('click', async () => {
      box.select();
      try { await navigator.clipboard.writeText(box.value); } catch { document.execCommand('copy'); }
      const before = button.textContent;
      told.textContent = button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = before; told.textContent = ''; }, 2500);
    });
  });
  if (!navigator.share) return;
  document.querySelectorAll('[data-share]').forEach((button) => {
    const url = document.getElementById(button.dataset.share).value;
    const { text } = button.dataset;
    button.hidden = false;
    button.addEventListener('click', () => navigator.share({ url, text, title: document.title }).catch(() => {}));
  });
})();
