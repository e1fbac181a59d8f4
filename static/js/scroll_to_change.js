// [data-scroll-to-change]: scrolls to its first changed line, or to what the page is about, [data-here] or the link to
// the page itself, when the page opens, after a swap, and when it is unfolded.

function scroll(pane) {
  const line = pane.querySelector(".l.add, .l.chg, .l.del, .l.quiet") ?? pane.querySelector("[data-here], [aria-current]");
  if (!line) return;
  const above = line.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  const seen = above >= 0 && above < pane.clientHeight - line.offsetHeight;
  if (!seen) pane.scrollTop += above - pane.clientHeight / 3;
}

const scrollIn = (element) => element.querySelectorAll("[data-scroll-to-change]").forEach(scroll);

document.addEventListener("htmx:afterSettle", (event) => scrollIn(event.target));
document.addEventListener("toggle", (event) => event.target.open && scrollIn(event.target), true);
scrollIn(document);
