// [data-scroll-to-change]: scrolls to its first changed line, or to what the page is about, [data-here] or the link to
// the page itself, when the page opens and when it is unfolded. After a swap it stays where it was, and goes to what
// was edited last if that is out of sight.

const MARKED = ".l.add, .l.chg, .l.del, .l.quiet";
const before = new Map(); // what was seen of each pane, by its id: { texts of the marked lines, top }

/** What a marked line says, without its number: that changes with every line added above. */
const said = (line) => `${line.className} ${line.textContent.slice(line.querySelector("i")?.textContent.length ?? 0)}`;

/** The first of the marked lines that was not marked so before; null if all are as they were. */
function lastEdited(lines, texts, known) {
  const at = texts.findIndex((text, index) => text !== known[index]);
  if (at >= 0) return lines[at];
  return texts.length < known.length ? lines.at(-1) : null;
}

function scroll(pane) {
  if (!pane.checkVisibility()) return;
  const lines = [...pane.querySelectorAll(MARKED)];
  const texts = lines.map(said);
  const known = before.get(pane.id);
  before.set(pane.id, { texts, pane });
  if (known && known.pane !== pane) pane.scrollTop = known.top ?? 0;
  const isChange = known && (lines.length || known.texts.length);
  const line = isChange ? lastEdited(lines, texts, known.texts) : (lines[0] ?? pane.querySelector("[data-here], [aria-current]"));
  if (!line) return;
  const above = line.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  const seen = above >= 0 && above < pane.clientHeight - line.offsetHeight;
  if (!seen) pane.scrollTop += above - pane.clientHeight / 3;
}

const panesIn = (element) => element.querySelectorAll("[data-scroll-to-change]");
const scrollIn = (element) => panesIn(element).forEach(scroll);

document.addEventListener("htmx:beforeSwap", (event) => {
  for (const pane of panesIn(event.target)) if (before.has(pane.id)) before.get(pane.id).top = pane.scrollTop;
});
document.addEventListener("htmx:afterSettle", (event) => scrollIn(event.target));
document.addEventListener("toggle", (event) => event.target.open && scrollIn(event.target), true);
scrollIn(document);
