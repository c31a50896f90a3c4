// How much room is left in a letter, told only where it becomes scarce.
(() => {
  'use strict';
  const MOST = 10000;
  const SCARCE = 1000;
  document.querySelectorAll('[data-room]').forEach((box) => {
    const told = document.createElement('p');
    told.className = 'left';
    const tell = () => {
      const left = MOST - [...box.value].length;
      told.textContent = left < SCARCE ? box.dataset.room.replace('{n}', left) : '';
    };
    box.addEventListener('input', tell);
    box.after(told);
    tell();
  });
})();
