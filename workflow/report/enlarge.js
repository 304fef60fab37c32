// A figure opens large: by its button, or by a click on the drawing. Escape, the button or a click beside it close it.
(() => {
  const dialog = document.createElement("dialog");
  dialog.className = "enlarged";
  dialog.innerHTML = `<form method="dialog"><p></p><button class="plain">Close</button></form>
    <div class="drawing" tabindex="0" role="group"></div>`;
  document.body.append(dialog);
  const [name, large] = ["p", ".drawing"].map((part) => dialog.querySelector(part));

  const open = (figure) => {
    const caption = figure.querySelector("figcaption b").textContent.replace(/\.$/, "");
    name.textContent = caption;
    dialog.setAttribute("aria-label", caption);
    large.setAttribute("aria-label", caption);
    large.replaceChildren(...[...figure.querySelector(".drawing").childNodes].map((part) => part.cloneNode(true)));
    dialog.showModal();
  };
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  for (const figure of document.querySelectorAll("figure[id^='figure-']")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "enlarge";
    button.textContent = "Enlarge";
    button.setAttribute("aria-label", `Enlarge ${figure.querySelector("figcaption b").textContent}`);
    button.addEventListener("click", () => open(figure));
    figure.querySelector("figcaption").append(" ", button);
    figure.querySelector(".drawing").addEventListener("click", () => open(figure));
  }
})();
