// <input type="file" webkitdirectory data-folder-upload>: sends the wanted files of the folder as `files`, and their paths
// as `paths`, in the same order. [data-drop="#form"] takes a dropped folder, or a ZIP for the form's input[name=archive],
// and sends the form. [data-upload-summary] says what would be sent; <progress data-upload-progress> how far it is.
import { notifyError } from "./notices.js";
import { describe, isWanted, wantedBelow } from "./upload_files.js";

const chosen = new WeakMap(); // form -> [[path, file]]

function choose(form, files) {
  chosen.set(form, files);
  const said = form.querySelector("[data-upload-summary]");
  if (!said) return;
  said.textContent = files.length
    ? `${describe(files)} would be sent. node_modules stays at home, and all but .json, .js, .gitignore and .env.example.`
    : "No LoopBack configuration is in this folder: it holds no .json or .js file.";
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-folder-upload]")) return;
  const files = [...target.files].map((file) => [file.webkitRelativePath || file.name, file]);
  choose(
    target.form,
    files.filter(([path, file]) => isWanted(path, file.size)),
  );
});

document.addEventListener("formdata", ({ target: form, formData }) => {
  if (!form.querySelector("[data-folder-upload]") || !chosen.has(form)) return;
  formData.delete("files");
  formData.delete("paths");
  for (const [path, file] of chosen.get(form)) {
    formData.append("files", file, file.name);
    formData.append("paths", path);
  }
});

async function drop(form, { files, items }) {
  const archive = [...files].find((file) => /\.zip$/i.test(file.name));
  const folder = [...items].map((item) => item.webkitGetAsEntry?.()).find((entry) => entry?.isDirectory);
  if (archive) {
    const carrier = new DataTransfer();
    carrier.items.add(archive);
    form.querySelector("input[name=archive]").files = carrier.files;
  } else if (folder) {
    choose(form, await wantedBelow(folder));
  } else {
    return notifyError("Please drop a folder or a ZIP.");
  }
  form.requestSubmit();
}

const zoneOf = (event) => event.target.closest?.("[data-drop]");

document.addEventListener("dragover", (event) => {
  if (!zoneOf(event)) return;
  event.preventDefault();
  zoneOf(event).classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!zoneOf(event)?.contains(event.relatedTarget)) zoneOf(event)?.classList.remove("dropping");
});
document.addEventListener("drop", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("dropping");
  drop(document.querySelector(zone.dataset.drop), event.dataTransfer).catch(() =>
    notifyError("The folder cannot be read. Please choose it with the button instead."),
  );
});
document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  const bar = target.querySelector?.("[data-upload-progress]");
  if (!bar || !detail.lengthComputable) return;
  bar.hidden = false;
  bar.max = detail.total;
  bar.value = detail.loaded;
});
