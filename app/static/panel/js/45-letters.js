/* Where a letter's words are written: merge fields go in at a press, the letter beside it follows. */
(() => {
  const merged = document.querySelectorAll("[data-merge]");
  if (!merged.length) return;
  let last = document.querySelector("textarea[data-merge]");
  merged.forEach((field) => field.addEventListener("focus", () => { last = field; }));
  document.querySelectorAll("code[data-insert]").forEach((code) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = code.textContent;
    button.addEventListener("click", () => {
      last.setRangeText(code.textContent, last.selectionStart, last.selectionEnd, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
      last.focus();
    });
    code.replaceWith(button);
  });

  const preview = document.querySelector("button[data-preview]");
  if (!preview) return;
  const form = preview.form;
  let timer = 0;
  let asked = 0;
  const show = async () => {
    const mine = ++asked;
    try {
      const answer = await fetch(preview.formAction, { method: "POST", body: new FormData(form) });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const letter = page.getElementById("preview");
      if (letter && mine === asked) document.getElementById("preview").replaceChildren(...letter.childNodes);
    } catch { /* The button still does it. */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 500); });
  preview.addEventListener("click", (event) => { event.preventDefault(); show(); });
})();
