// How CodeMirror looks: the tokens of css/tokens.css, so light and dark follow by themselves.
import { EditorView, HighlightStyle, syntaxHighlighting, tags } from "../vendor/codemirror-6.43.15/codemirror.min.js";

const token = (name) => `var(--lw-${name})`;
const control = {
  padding: "3px 8px",
  fontSize: "12px",
  color: token("ink"),
  backgroundColor: token("surface"),
  backgroundImage: "none",
  borderRadius: token("radius-sm"),
};
const severity = (name) => ({ borderBottom: `2px solid ${token(name)}`, backgroundImage: "none", paddingBottom: "0" });

const shape = EditorView.theme({
  "&": { height: "100%", color: token("ink"), backgroundColor: token("surface"), fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: token("mono"), lineHeight: token("line") },
  ".cm-content": { padding: "6px 0", caretColor: token("ink") },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-gutters": { color: token("ink-3"), backgroundColor: token("surface"), border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { fontSize: "11px", minWidth: "34px" },
  ".cm-activeLine": { backgroundColor: `color-mix(in srgb, ${token("hover")} 55%, transparent)` },
  ".cm-activeLineGutter": { color: token("ink"), backgroundColor: token("hover") },
  ".cm-cursor": { borderLeftColor: token("ink") },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: token("changed-word") },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: token("changed-word"),
  },
  ".cm-selectionMatch": { backgroundColor: token("accent-soft") },
  ".cm-searchMatch": { backgroundColor: token("warn-soft"), outline: `1px solid ${token("warn")}` },
  ".cm-searchMatch-selected": { backgroundColor: token("changed-word") },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: token("added-word"), color: "inherit" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: token("removed-word"), color: "inherit" },
  ".cm-foldPlaceholder": { color: token("ink-2"), backgroundColor: token("hover"), borderColor: token("line-hard") },
  ".cm-panels": { color: token("ink"), backgroundColor: token("bg"), fontFamily: token("font") },
  ".cm-panels-top": { borderBottom: `1px solid ${token("line-hard")}` },
  ".cm-panels-bottom": { borderTop: `1px solid ${token("line-hard")}` },
  ".cm-panel.cm-search": { padding: "8px 32px 8px 12px", fontSize: "12px" },
  ".cm-panel.cm-search label": { fontSize: "12px" },
  ".cm-textfield": { ...control, fontFamily: token("mono"), borderColor: token("field-line") },
  ".cm-button": { ...control, borderColor: token("line-hard") },
  ".cm-panel.cm-search [name=close]": { color: token("ink-2") },
  ".cm-tooltip": { color: token("ink"), backgroundColor: token("raised"), borderColor: token("line-hard") },
  ".cm-diagnostic": { maxWidth: "460px", padding: "4px 10px", fontFamily: token("font"), whiteSpace: "normal" },
  ".cm-diagnostic-error": { borderLeftColor: token("failed") },
  ".cm-diagnostic-warning": { borderLeftColor: token("warn") },
  ".cm-diagnostic-info": { borderLeftColor: token("accent") },
  ".cm-lintRange-error": severity("failed"),
  ".cm-lintRange-warning": severity("warn"),
  ".cm-lintRange-info": severity("accent"),
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: token("accent-ink") },
  { tag: tags.string, color: token("ok") },
  { tag: tags.number, color: token("kind-sql") },
  { tag: [tags.bool, tags.null], color: token("kind-service") },
  { tag: [tags.separator, tags.brace, tags.squareBracket, tags.punctuation], color: token("ink-3") },
]);

export const theme = [shape, syntaxHighlighting(colours)];
