// A row of tabs that is wider than its place: the tab of this page is in sight, and the sides where there is more fade.

function show(tabs) {
  const current = tabs.querySelector("[aria-current]");
  if (current) tabs.scrollLeft = current.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
  fade(tabs);
}

function fade(tabs) {
  tabs.classList.toggle("more-before", tabs.scrollLeft > 1);
  tabs.classList.toggle("more-after", tabs.scrollLeft + tabs.clientWidth < tabs.scrollWidth - 1);
}

for (const tabs of document.querySelectorAll(".lw-tabs")) {
  show(tabs);
  tabs.addEventListener("scroll", () => fade(tabs), { passive: true });
  new ResizeObserver(() => fade(tabs)).observe(tabs);
}
