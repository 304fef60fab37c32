// What a term means, where one points at it, comes to it by keyboard or taps it. Without script it leads to the list.
(() => {
  const MARGIN = 8, LINGER = 200;
  const box = document.createElement("div");
  box.className = "explained";
  box.popover = "manual";
  // The link is described by the list's words already.
  box.setAttribute("aria-hidden", "true");
  document.body.append(box);
  let shown = null, leaving = 0;

  const place = () => {
    if (!shown) return;
    const [at] = shown.getClientRects(), { width, height } = box.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - MARGIN;
    box.style.left = `${Math.max(MARGIN, Math.min(at.left, room))}px`;
    const below = at.bottom + MARGIN / 2, above = at.top - height - MARGIN / 2;
    box.style.top = `${below + height > innerHeight && above > 0 ? above : below}px`;
  };
  const show = (term) => {
    clearTimeout(leaving);
    if (shown === term) return;
    shown = term;
    box.textContent = document.getElementById(term.getAttribute("aria-describedby")).textContent;
    box.showPopover();
    place();
  };
  const hide = () => {
    clearTimeout(leaving);
    if (shown) box.hidePopover();
    shown = null;
  };
  const leave = () => { leaving = setTimeout(hide, LINGER); };

  for (const term of document.querySelectorAll("a.term")) {
    term.addEventListener("pointerenter", () => show(term));
    term.addEventListener("pointerleave", leave);
    term.addEventListener("focus", () => show(term));
    term.addEventListener("blur", hide);
    term.addEventListener("click", (event) => {
      // By keyboard it leads to the list; a tap or a click shows what is there to read.
      if (event.detail === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(term);
    });
  }
  box.addEventListener("pointerenter", () => clearTimeout(leaving));
  box.addEventListener("pointerleave", leave);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest("a.term, .explained")) hide(); });
  addEventListener("scroll", place, { passive: true });
})();
