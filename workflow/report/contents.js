// The contents follow the scroll: the section that is being read is marked, and kept in sight.
(() => {
  const contents = document.getElementById("contents");
  const links = new Map([...contents.querySelectorAll("a")].map((link) => [link.getAttribute("href").slice(1), link]));
  const inSight = new Set();
  let current = null;

  const mark = () => {
    const first = [...links.keys()].find((id) => inSight.has(id));
    const next = first ? links.get(first) : null;
    if (next === current) return;
    if (current) current.removeAttribute("aria-current");
    current = next;
    if (!current) return;
    current.setAttribute("aria-current", "location");
    const { top, bottom } = current.getBoundingClientRect(), box = contents.getBoundingClientRect();
    if (top < box.top || bottom > box.bottom) contents.scrollTop += top - box.top - box.height / 2;
  };
  // A section is being read where it crosses the line at a third of the window.
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) inSight[isIntersecting ? "add" : "delete"](target.id);
    mark();
  }, { rootMargin: "-33% 0px -66% 0px" });
  for (const id of links.keys()) observer.observe(document.getElementById(id));

  // Where the contents lie over the page, they go once one has chosen.
  contents.addEventListener("click", (event) => {
    if (event.target.closest("a") && contents.matches(":popover-open")) contents.hidePopover();
  });
})();
