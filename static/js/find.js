// [data-find="#input"], or Ctrl+K: go to the field that finds things, and unfold what it stands in.

function find(button) {
  const input = document.querySelector(button.dataset.find);
  const folded = input.closest("details:not([open])");
  if (folded) folded.open = true;
  input.focus();
  input.select();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-find]");
  if (button) find(button);
});
document.addEventListener("keydown", (event) => {
  const button = document.querySelector("[data-find]");
  if (!button || event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  find(button);
});
