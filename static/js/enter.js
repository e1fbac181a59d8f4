// input[data-enter="#button"]: the Enter key presses that button, and not the first one of the form.

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("input[data-enter]");
  if (!input || event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  document.querySelector(input.dataset.enter)?.click();
});
