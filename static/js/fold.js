// <details data-fold="(max-width: …)">: folded where that media query holds, always open elsewhere.

function follow(details) {
  const narrow = matchMedia(details.dataset.fold);
  const apply = () => {
    details.open = !narrow.matches;
  };
  apply();
  narrow.addEventListener("change", apply);
}

document.querySelectorAll("details[data-fold]").forEach(follow);

// what is always open must not close by a click on its summary
document.addEventListener("click", (event) => {
  const details = event.target.closest("details[data-fold] > summary")?.parentElement;
  if (details && !matchMedia(details.dataset.fold).matches) event.preventDefault();
});
