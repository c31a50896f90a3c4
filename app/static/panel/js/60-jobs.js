/* Long work, alive: asks every second and a half how far it is, and shows the page anew at its end. */
(() => {
  const box = document.querySelector("[data-job]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const say = (name, words) => {
    const place = box.querySelector(name);
    if (place.textContent !== words) place.textContent = words;
  };
  let failures = 0;
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.json();
      failures = 0;
      if (now.ended) {
        location.reload();
        return;
      }
      say("[data-job-words]", now.words);
      say("[data-job-progress]", now.progress);
      if (now.percent !== null) bar.value = now.percent;
    } catch {
      failures += 1;
    }
    /* Ever more slowly while nobody answers; the link "Look again" stays. */
    if (failures < 8) setTimeout(look, 1500 * 2 ** failures);
  };
  setTimeout(look, 1000);
})();
