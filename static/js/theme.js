// Light or dark: what the person chose, else what the system prefers. Runs in the head, before anything is painted.
// Also says that scripts run, so that controls which need them can be shown.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage can be forbidden: the system's choice is good enough
    }
  };
  const remember = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // the choice then lasts for this page
    }
  };
  const show = () => {
    root.dataset.bsTheme = remembered() ?? (dark.matches ? "dark" : "light");
  };

  root.classList.add("js");
  show();
  dark.addEventListener("change", show);
  addEventListener("storage", (event) => event.key === "theme" && show());
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    remember(root.dataset.bsTheme);
  });
})();
