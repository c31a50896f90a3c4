/* What every screen has: the focus on a summary of mistakes, a question before what cannot be undone. */
(() => {
  const menu = document.querySelector(".rooms>details");
  if (menu && window.matchMedia("(max-width: 55.99em)").matches) menu.open = false;
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.ask || event.target.dataset.ask;
    if (question && !window.confirm(question)) event.preventDefault();
  });
})();
