/**
 * Closes what an answer has opened in its last line so far, so that half of a bold word or of a link is not shown as its signs
 * and then jumps into shape.
 */
export function mend(source) {
  const fences = source.match(/^ {0,3}(```|~~~)/gm) ?? [];
  if (fences.length % 2 === 1) {
    return source;
  }

  const start = source.lastIndexOf("\n") + 1;
  let line = source.slice(start);
  if (count(line, "`") % 2 === 1) {
    return `${source}\``;
  }

  // A link or a picture whose address is still on its way is shown by its text alone.
  line = line.replace(/!?\[([^\][]*)\]\([^)\s]*$/, "$1");
  line = line.replace(/(\*\*|__)$/, (sign) => (count(line, sign) % 2 === 1 ? "" : sign));
  const bold = count(line, "**") % 2 === 1 ? "**" : "";

  return source.slice(0, start) + line.trimEnd() + bold;
}

const count = (text, sign) => text.split(sign).length - 1;
