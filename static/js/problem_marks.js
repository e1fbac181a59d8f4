// [data-problem-mark="/url/"]: puts its content beside the link to that address in the tree, when problems were looked for after the page was shown.

function place(found) {
  const tree = document.querySelector("#tree");
  if (!tree || !found.some((mark) => mark.dataset.problemMark)) return;
  const links = new Map([...tree.querySelectorAll("a[href]")].map((link) => [link.getAttribute("href"), link]));
  tree.querySelectorAll(".lw-problem-mark").forEach((mark) => mark.remove());
  for (const mark of found) {
    links.get(mark.dataset.problemMark)?.querySelector(".aside")?.prepend(mark.content.cloneNode(true));
  }
}

const placeAll = () => place([...document.querySelectorAll("template[data-problem-mark]")]);

document.addEventListener("htmx:afterSettle", placeAll);
