// Forms in dialogs, in the panel and in notices, sent without leaving the picture: afterwards it is fetched anew, with
// the notice of what was done. Dialogs themselves are those of dialog.js.
import { notifyError } from "./notices.js";

/** Opens the page at an address as a dialog; `done` gets the form once that was saved. */
export class Dialogs {
  constructor(canvas, refresh) {
    this.canvas = canvas;
    this.refresh = refresh;
    this.done = null;
    this.link = document.createElement("a");
    this.link.dataset.dialog = "";
    this.link.className = "visually-hidden";
    this.link.tabIndex = -1;
    this.link.textContent = "Dialog of the diagram";
    this.link.addEventListener("focus", () => canvas.focus()); // where a closed dialog gives the focus to
    canvas.after(this.link);
    document.addEventListener("submit", (event) => this.caught(event), { capture: true });
  }

  open(address, fields = {}, done = null) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) if (each) query.append(name, each);
    this.done = done;
    this.link.href = query.size ? `${address}?${query}` : address;
    this.link.click();
  }

  caught(event) {
    const form = event.target;
    const dialog = form.closest("dialog.lw-dialog");
    const isUndo = form.closest("#notices");
    if (!dialog && !isUndo && form.id !== "panel-form") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.send(form, event.submitter, dialog);
  }

  async send(form, button, dialog) {
    if ("sending" in form.dataset) return;
    form.dataset.sending = "";
    try {
      const response = await fetch(form.getAttribute("action"), { method: "POST", body: new FormData(form, button), headers: { "X-Form": "script", "HX-Request": "true" } });
      const isSaved = response.headers.has("X-Location");
      const html = await response.text();
      if (isSaved) await this.saved(form, dialog);
      else this.refused(html, form, dialog);
    } catch {
      notifyError("This could not be sent. Is Loopwright still running?");
    } finally {
      delete form.dataset.sending;
    }
  }

  async saved(form, dialog) {
    const done = dialog && this.done;
    this.done = null;
    dialog?.close();
    done?.(new FormData(form));
    await this.refresh();
    htmx.trigger(document.body, "treeChanged");
    if (form.id === "panel-form") this.canvas.dispatchEvent(new CustomEvent("panel-saved"));
  }

  refused(html, form, dialog) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const content = dialog ? page.querySelector("[data-dialog-content]") : null;
    if (form.id === "panel-form") return this.canvas.dispatchEvent(new CustomEvent("panel-refused", { detail: page }));
    if (!content) return notifyError(page.querySelector("main p, h1")?.textContent.trim() || "This could not be done.");
    form.closest("[data-dialog-content]").replaceWith(document.adoptNode(content));
    const title = content.querySelector("h1");
    if (title) title.id = dialog.getAttribute("aria-labelledby");
    htmx.process(content);
    (content.querySelector("[aria-invalid=true]") ?? content.querySelector("#form-errors, [autofocus]"))?.focus();
  }
}
