// The keys of the diagram, in a dialog.

export function helpOf(dialog, canvas) {
  dialog.addEventListener("click", ({ target }) => (target === dialog || target.closest("[data-help-close]")) && dialog.close());
  dialog.addEventListener("close", () => canvas.focus());
  return () => dialog.showModal();
}
