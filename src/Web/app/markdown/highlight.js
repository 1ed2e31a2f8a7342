import { highlightHTML } from "../../vendor/speed-highlight/index.js";
import { sanitized } from "./render.js";

// What people write behind the fence, and the name of the language's file.
const languages = {
  asm: "asm", bash: "bash", sh: "bash", shell: "bash", zsh: "bash", console: "bash",
  c: "c", cpp: "c", "c++": "c", "c#": "java", cs: "java", csharp: "java", java: "java", kotlin: "java",
  css: "css", csv: "csv", diff: "diff", docker: "docker", dockerfile: "docker", go: "go", golang: "go", html: "html", http: "http", ini: "ini",
  js: "js", javascript: "js", jsx: "js", mjs: "js", json: "json", lua: "lua", make: "make", makefile: "make", md: "md", markdown: "md",
  perl: "pl", pl: "pl", py: "py", python: "py", rust: "rs", rs: "rs", sql: "sql", toml: "toml", ts: "ts", tsx: "ts", typescript: "ts",
  xml: "xml", svg: "xml", yaml: "yaml", yml: "yaml",
};

// Longer code is left plain: colours are not worth a page that stutters.
const longest = 20_000;

/** Colours the code of an element whose blocks are whole. The grammar of a language is loaded when it is first met. */
export async function highlight(element) {
  for (const code of element.querySelectorAll("pre > code[data-lang]:not(.coloured)")) {
    const language = languages[code.dataset.lang];
    const text = code.textContent;
    if (language === undefined || text.length > longest) {
      continue;
    }

    const html = await highlightHTML(text, language, { block: false });
    if (code.isConnected && code.textContent === text) {
      code.classList.add("coloured");
      code.replaceChildren(sanitized(html));
    }
  }
}
