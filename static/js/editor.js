// <textarea data-editor="json" data-nonce data-label>: CodeMirror in its place. The textarea stays what the form sends
// and what other scripts look at; without this script it is edited itself. The problems listed in #diagnostics, which
// htmx fetches anew while one types, are marked in the text and its margin.
//
// data-caret-line and data-caret-column: where the caret goes first. #L12 in the address goes to a line. The form's
// `line` is the one the caret is in when it is sent.
import {
  bracketMatching,
  defaultKeymap,
  drawSelection,
  EditorState,
  EditorView,
  foldGutter,
  foldKeymap,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSelectionMatches,
  highlightSpecialChars,
  history,
  historyKeymap,
  indentOnInput,
  indentUnit,
  json,
  keymap,
  lineNumbers,
  lintGutter,
  lintKeymap,
  search,
  searchKeymap,
  setDiagnostics,
} from "../vendor/codemirror-6.43.15/codemirror.min.js";
import { announceInput } from "./controls.js";
import { theme } from "./editor_theme.js";
import { sendForm, sendPlainly } from "./send_form.js";
import { stays } from "./unsaved.js";

const SEVERITIES = { "stops boot": "error", "wrong result": "warning", advice: "info" };

/** A place, 1-based, as an offset in the document; places that are no longer there become the nearest. */
function offset(doc, line, column) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(found.from + Math.max(column, 1) - 1, found.to);
}

function listed(list, doc) {
  const place = (text) => offset(doc, ...text.split(":").map(Number));
  return [...list.querySelectorAll("[data-from]")].map((row) => ({
    from: place(row.dataset.from),
    to: place(row.dataset.to),
    severity: SEVERITIES[row.dataset.severity] ?? "info",
    message: row.querySelector("[data-sentence]").textContent,
  }));
}

function goTo(view, line, column = 1) {
  const at = offset(view.state.doc, line, column);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
}

/** The indentation of the first indented line. */
const indentOf = (text) => /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";

function extensions(textarea, sync) {
  const save = () => (textarea.form.requestSubmit(), true);
  return [
    EditorView.cspNonce.of(textarea.dataset.nonce),
    EditorView.editorAttributes.of({ class: "lw-edit-text" }),
    EditorView.contentAttributes.of({ "aria-label": textarea.dataset.label, spellcheck: "false" }),
    lintGutter(),
    lineNumbers(),
    foldGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    highlightSelectionMatches(),
    drawSelection(),
    history(),
    indentOnInput(),
    indentUnit.of(indentOf(textarea.value)),
    EditorState.tabSize.of(2),
    bracketMatching(),
    search({ top: true }),
    keymap.of([
      { key: "Mod-s", run: save, preventDefault: true },
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of((update) => update.docChanged && sync(update.state)),
    theme,
    ...(textarea.dataset.editor === "json" ? [json()] : []),
  ];
}

/** Puts what stands around the text in the form of an answer around it here: the editor stays, and what it can undo. */
function surround(textarea, editor, refused) {
  const form = textarea.form;
  for (const child of [...form.children]) if (child !== textarea && child !== editor) child.remove();
  const children = [...refused.form.children].map((child) => document.adoptNode(child));
  const at = children.indexOf(refused);
  textarea.before(...children.slice(0, at));
  editor.after(...children.slice(at + 1));
  form.dataset.unsaved = "";
  htmx.process(form);
}

function attach(textarea) {
  const sync = (state) => {
    textarea.value = state.doc.toString();
    announceInput(textarea);
  };
  const view = new EditorView({ doc: textarea.value, extensions: extensions(textarea, sync) });
  textarea.after(view.dom);
  textarea.hidden = true;
  const form = textarea.form;
  const list = () => document.getElementById("diagnostics");
  const mark = () => view.dispatch(setDiagnostics(view.state, listed(list(), view.state.doc)));
  mark();
  form.addEventListener("htmx:afterSwap", mark);
  const showCaret = ({ caretLine, caretColumn }) => {
    if (!caretLine) return;
    goTo(view, Number(caretLine), Number(caretColumn));
    view.focus();
  };
  form.addEventListener("submit", () => {
    form.elements.line.value = view.state.doc.lineAt(view.state.selection.main.head).number;
  });
  // After all that others do when a form is sent.
  addEventListener("submit", async (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    event.preventDefault();
    const answer = await sendForm(form, event.submitter).catch(() => undefined);
    if (answer === null) return;
    const refused = answer?.getElementById(form.id)?.querySelector("textarea[data-editor]");
    if (!refused) return sendPlainly(form);
    stays(form);
    surround(textarea, view.dom, refused);
    if (textarea.value !== refused.value) textarea.value = refused.value;
    announceInput(textarea);
    mark();
    showCaret(refused.dataset);
    form.querySelector("#conflict")?.focus();
  });
  // What a script writes into the textarea, such as a draft that is offered again, is shown too.
  textarea.addEventListener("input", () => {
    if (textarea.value === view.state.doc.toString()) return;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: textarea.value } });
  });
  const followAddress = () => {
    const line = /^#L(\d+)$/.exec(location.hash)?.[1];
    if (line) goTo(view, Number(line));
    if (line) view.focus();
  };
  followAddress();
  addEventListener("hashchange", followAddress);
  form.addEventListener("click", (event) => {
    const link = event.target.closest('#diagnostics a[href^="#L"]');
    if (link && link.hash === location.hash) followAddress();
  });
  showCaret(textarea.dataset);
}

document.querySelectorAll("textarea[data-editor]").forEach(attach);
