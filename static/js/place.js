// An address that ends in #at=name leads to the field of a page that holds this name: it is unfolded, and has the focus.
// Where it cannot be edited, it is shown, and the focus stays at the heading.

const FIELDS = "main input:not([type=hidden], [type=checkbox], [type=radio])";

function go() {
  const name = location.hash.match(/^#at=(.+)$/)?.[1];
  if (!name) return;
  const field = [...document.querySelectorAll(FIELDS)].find((each) => each.defaultValue === decodeURIComponent(name));
  // After a save the browser would keep this end of the address, and what it names may be gone.
  history.replaceState(null, "", location.pathname + location.search);
  if (!field) return;
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  field.scrollIntoView({ block: "center" });
  const row = field.closest("tr, li, .lw-field") ?? field;
  row.classList.add("lw-found-here");
  if (!field.matches(":disabled")) return field.focus({ preventScroll: true });
  const heading = document.querySelector("main h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

addEventListener("hashchange", go);
go();
