// The little Markdown that agents write: paragraphs, lists, headings, code. It becomes elements, never HTML.

import { h } from "./dom.js";

/** Text with `code`, **strong** and *emphasis*. */
export function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*)/).filter(Boolean).map((part) => {
    if (part.startsWith("`") && part.endsWith("`") && part.length > 2) return h("code", { text: part.slice(1, -1) });
    if (part.startsWith("**") && part.length > 4) return h("strong", { text: part.slice(2, -2) });
    if (part.startsWith("*") && part.endsWith("*") && part.length > 2) return h("em", { text: part.slice(1, -1) });
    return part;
  });
}

/** Blocks of a text, as elements. */
export function markdown(text) {
  const blocks = [];
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  let prose = [];
  const flush = () => {
    if (prose.length) blocks.push(h("p", {}, inline(prose.join(" "))));
    prose = [];
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    const fence = /^\s*```/.test(line);
    const item = /^\s*([-*]|\d+\.)\s+(.*)$/.exec(line);
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (fence) {
      flush();
      const code = [];
      while (++at < lines.length && !/^\s*```/.test(lines[at])) code.push(lines[at]);
      blocks.push(codeBlock(code.join("\n")));
    } else if (item) {
      flush();
      const list = h(item[1].length > 1 ? "ol" : "ul");
      let entry = [];
      for (let found = item; ; ) {
        entry = [found[2]];
        while (lines[at + 1]?.match(/^\s{2,}\S/) && !/^\s*([-*]|\d+\.)\s+/.test(lines[at + 1])) entry.push(lines[++at].trim());
        list.append(h("li", {}, inline(entry.join(" "))));
        found = /^\s*([-*]|\d+\.)\s+(.*)$/.exec(lines[at + 1] ?? "");
        if (!found) break;
        at++;
      }
      blocks.push(list);
    } else if (heading) {
      flush();
      blocks.push(h("p", {}, h("strong", {}, inline(heading[2]))));
    } else if (line.trim() === "") flush();
    else prose.push(line.trim());
  }
  flush();
  return blocks;
}

/** Code that scrolls, by keyboard too; `marked`: numbers of lines that something is said about. */
export function codeBlock(code, marked = new Set(), label = "Code") {
  const lines = code.replace(/\n$/, "").split("\n");
  const numbered = marked.size > 0;
  return h(
    "pre",
    { class: numbered ? "code numbered" : "code", tabindex: "0", role: "group", "aria-label": label },
    h("code", {}, lines.map((line, index) => h("span", { class: marked.has(index + 1) ? "line marked" : "line" }, marked.has(index + 1) && h("span", { class: "hidden", text: `line ${index + 1}: ` }), `${line}\n`))),
  );
}
