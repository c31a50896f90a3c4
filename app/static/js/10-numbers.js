// The counter, the table and the score follow the numbers while the page is looked at.
(() => {
  'use strict';
  const counter = document.querySelector('[data-numbers]');
  if (!counter) return;
  const EVERY = 20000;
  const SAY_EVERY = 60000;
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const figure = counter.querySelector('.figure');
  const speaker = counter.querySelector('[data-announce]');
  const all = (selector) => document.querySelectorAll(selector);
  const counts = new Map();
  // How many signatures one note of the score stands for.
  const picture = document.querySelector('[data-each]');
  const notes = (count) => Math.round(count / (picture ? picture.dataset.each : 1));
  let artists = Number(figure.dataset.artists);
  let said = Date.now();
  let run = 0;

  const write = (nodes, value) => nodes.forEach((node) => { node.textContent = format.format(value); });

  function climb(from, to) {
    const mine = ++run;
    if (calm.matches || from === to) return write([figure], to);
    const began = performance.now();
    const step = (now) => {
      if (mine !== run) return;
      const part = Math.min(1, (now - began) / 1200);
      write([figure], Math.round(from + (to - from) * (1 - (1 - part) ** 3)));
      if (part < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  function say(total) {
    if (Date.now() - said < SAY_EVERY) return;
    said = Date.now();
    speaker.textContent = speaker.dataset.announce.replace('{n}', format.format(total));
  }

  function show(numbers) {
    if (numbers.total !== artists) {
      climb(artists, numbers.total);
      artists = numbers.total;
      write(all('td[data-artists]'), artists);
      const way = counter.querySelector('progress');
      way.value = Math.min(artists, way.max);
      say(artists);
    }
    write(all('[data-allies]'), numbers.allies);
    numbers.disciplines.forEach(({ slug, count }) => {
      const name = CSS.escape(slug);
      write(all(`[data-count="${name}"]`), count);
      if (counts.has(slug) && notes(count) > notes(counts.get(slug))) play(name);
      counts.set(slug, count);
    });
  }

  async function ask() {
    if (document.hidden) return;
    try {
      const answer = await fetch(counter.dataset.numbers, { headers: { Accept: 'application/json' } });
      if (answer.ok) show(await answer.json());
    } catch { /* no network just now: the numbers on the page stay true as of its loading */ }
  }

  all('td[data-count]').forEach((cell) => counts.set(cell.dataset.count, Number(cell.textContent.replace(/\D/g, ''))));
  setInterval(ask, EVERY);
  document.addEventListener('visibilitychange', ask);

  function play(slug) {
    all(`[data-line="${slug}"]`).forEach((line) => {
      const [x, y] = (line.dataset.now || '').split(/[ ,]+/).map(Number);
      if (Number.isNaN(x + y)) return;
      const note = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
      Object.entries({ cx: x, cy: y, r: 5, class: 'arriving', fill: 'currentColor' })
        .forEach(([key, value]) => note.setAttribute(key, value));
      line.append(note);
    });
  }
})();
