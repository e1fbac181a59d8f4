// <details data-menu>: a menu that closes on Escape, on a click elsewhere and when the focus leaves;
// up and down walk through its links and buttons.

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

function closeOthers(target) {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
}

function walk(menu, event) {
  const items = [...menu.querySelectorAll(".lw-menu-item")];
  const at = items.indexOf(document.activeElement);
  const to = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: at < 1 ? items.length - 1 : at - 1,
    Home: 0,
    End: items.length - 1,
  };
  if (!(event.key in to) || !items.length) return;
  event.preventDefault();
  items[to[event.key]].focus();
}

document.addEventListener("click", (event) => {
  closeOthers(event.target);
  const item = event.target.closest("details[data-menu] button.lw-menu-item[type=button]");
  if (item) item.closest("details").open = false;
});
document.addEventListener("focusin", (event) => closeOthers(event.target));
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details[data-menu][open]");
  if (!menu || event.altKey) return;
  if (event.key !== "Escape") return walk(menu, event);
  menu.open = false;
  menu.querySelector("summary").focus();
});
