// A page that came back with a conflict or with errors puts the focus there: where there are both, at the conflict.

const wrong =
  document.querySelector("#conflict") ??
  document.querySelector("main [aria-invalid=true], main .lw-field.blamed input, main #form-errors");
wrong?.closest("details")?.setAttribute("open", "");
wrong?.focus();
