// Small helps around the form. Everything here is a convenience: the page is complete without it.
(() => {
  'use strict';
  const find = (selector) => document.querySelector(selector);

  const summary = find('[data-focus]');
  if (summary) summary.focus();

  // A link to a field that lies folded away opens the fold first.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest('details');
    if (fold && !fold.open) { fold.open = true; target.scrollIntoView(); }
    if (target && target.matches('input,select,textarea')) target.focus();
  };
  addEventListener('hashchange', unfold);
  document.querySelectorAll('.mistakes a').forEach((link) => link.addEventListener('click', () => setTimeout(unfold)));
  unfold();

  document.querySelectorAll('[data-left]').forEach((box) => {
    const left = document.createElement('p');
    left.className = 'left';
    const most = Number(box.maxLength > 0 ? box.maxLength : 600);
    const tell = () => { left.textContent = box.dataset.left.replace('{n}', most - [...box.value].length); };
    box.addEventListener('input', tell);
    box.after(left);
    tell();
  });

  // Only the crafts of the disciplines one has named; all of them before one has named any.
  const craft = find('[data-narrow]');
  if (craft) {
    const form = craft.form;
    const groups = [...craft.querySelectorAll('optgroup')];
    const narrow = () => {
      const first = form.elements.discipline;
      const names = [...form.querySelectorAll('[name=also]:checked')].map((box) => box.parentNode.textContent.trim());
      if (first.value) names.push(first.selectedOptions[0].text.trim());
      const some = groups.some((group) => names.includes(group.label));
      groups.forEach((group) => {
        const chosen = group.contains(craft.selectedOptions[0]);
        group.hidden = group.disabled = some && group.label !== '' && !chosen && !names.includes(group.label);
      });
    };
    form.addEventListener('change', narrow);
    narrow();
  }
})();
