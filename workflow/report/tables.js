// Only what scrolls is a stop on the way by keyboard.
(() => {
  const boxes = document.querySelectorAll(".scroll, .equation, pre");
  const update = (box) => {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => update(target)));
  boxes.forEach((box) => observer.observe(box));
})();
