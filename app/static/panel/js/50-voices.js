/* The queue by keyboard: j and k move, a d f u press the buttons of the voice in hand. */
(() => {
  const all = [...document.querySelectorAll(".a-voice")];
  const keys = document.querySelector("[data-keys]");
  if (!keys || !all.length) return;
  keys.hidden = false;
  const held = () => all.indexOf(document.activeElement?.closest(".a-voice"));
  const go = (to) => {
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const now = held();
    if (event.key === "j") go(now + 1);
    else if (event.key === "k") go(now < 0 ? 0 : now - 1);
    else if (now >= 0) all[now].querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
    else return;
  });
  document.addEventListener("click", (event) => {
    const opened = event.target.closest("summary[data-key=d]");
    if (opened) setTimeout(() => opened.parentElement.querySelector("select")?.focus());
  });
  go(0);
})();
