// The dashboard's numbers move while somebody looks; its charts follow once a minute.
(() => {
  'use strict';
  const board = document.querySelector('[data-now]');
  if (!board) return;
  const EVERY = 12000;
  const REDRAW_EVERY = 60000;
  const asOf = document.querySelector('[data-as-of]');
  let mark = null;
  let drawn = Date.now();
  let stale = false;
  let timer = setInterval(look, EVERY);

  function write({ says, as_of: words }) {
    asOf.textContent = words;
    board.querySelectorAll('[data-says]').forEach((place) => {
      const said = says[place.dataset.says];
      if (said !== undefined && place.textContent !== said) place.textContent = said;
    });
  }

  // Whoever has opened a table or stands in it keeps it: then the charts wait.
  const isInUse = () => board.contains(document.activeElement) || board.querySelector('details[open]');

  async function redraw() {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('[data-now]');
    if (!fresh || isInUse()) return;
    board.replaceChildren(...fresh.childNodes);
    drawn = Date.now();
    stale = false;
  }

  async function look() {
    if (document.visibilityState !== 'visible') return;
    try {
      const answer = await fetch(board.dataset.now, { headers: { Accept: 'application/json' } });
      if (answer.status === 401 || answer.status === 403 || answer.redirected) {
        clearInterval(timer);
        timer = null;
        return;
      }
      if (!answer.ok) return;
      const now = await answer.json();
      write(now);
      if (mark !== null && mark !== now.mark) stale = true;
      mark = now.mark;
      if (stale && Date.now() - drawn >= REDRAW_EVERY && !isInUse()) await redraw();
    } catch { /* no network just now: the page says as of when its numbers are */ }
  }

  document.addEventListener('visibilitychange', () => { if (timer) look(); });
  look();
})();
