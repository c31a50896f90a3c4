/* The story as it will be read, while it is being written. Without this, the button does it. */
(() => {
  const source = document.querySelector("[data-story]");
  const shown = document.querySelector("[data-story-shown]");
  if (!source || !shown) return;
  const token = source.form.querySelector("[name=csrf_token]").value;
  let waiting;
  const look = async () => {
    const body = new URLSearchParams({ story: source.value });
    const answer = await fetch(source.dataset.story, {
      method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    if (!answer.ok) return;
    // The server has cleaned it: no script, no picture, no style can stand in it.
    shown.innerHTML = (await answer.json()).html;
    shown.hidden = !source.value.trim();
  };
  source.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 350);
  });
  if (source.value.trim()) look();
})();
