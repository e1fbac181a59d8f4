// A page that came back with errors puts the focus where the first one is.

const wrong = document.querySelector("main [aria-invalid=true], main .lw-field.blamed input, main #form-errors");
wrong?.closest("details")?.setAttribute("open", "");
wrong?.focus();
