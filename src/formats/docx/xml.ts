/** The XML declaration that opens every part. */
export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

// What XML 1.0 cannot hold even as a character reference. Halves of surrogate pairs become U+FFFD when the text is encoded.
// oxlint-disable-next-line no-control-regex
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

// Letters that hide or reverse what stands beside them: overrides and embeddings, zero-width marks, tag characters.
const deceiving = /[\u202A-\u202E\u200B\u2060\uFEFF]|\u{E0001}/gu;
const isolates = /[\u2066-\u2069]/g;

// oxlint-disable-next-line no-control-regex
const suspicious = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u200B\u202A-\u202E\u2060\u2066-\u2069\uFEFF\uFFFE\uFFFF\uDB40]/;

/** The text with every character removed that XML 1.0 cannot hold, escaped for element content. */
export function escapeText(text: string): string {
  return clean(text).replace(/[&<>\r]/g, (character) => entities[character] as string);
}

/** The text escaped for an attribute in double quotes; line breaks and tabs survive as references. */
export function escapeAttribute(text: string): string {
  return clean(text).replace(/[&<>"\t\n\r]/g, (character) => entities[character] as string);
}

function clean(text: string): string {
  return suspicious.test(text) ? text.replace(illegal, '') : text;
}

/** Shows characters that reverse or hide text as visible marks, "[U+202E]"; joiners and balanced isolates stay, scripts need them. */
export function markDeceiving(text: string): string {
  if (!suspicious.test(text)) return text;
  const mark = (character: string): string => `[U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}]`;
  const marked = text.replace(deceiving, mark);
  return balanced(marked) ? marked : marked.replace(isolates, mark);
}

function balanced(text: string): boolean {
  let open = 0;
  for (const [character] of text.matchAll(isolates)) {
    open += character === '\u2069' ? -1 : 1;
    if (open < 0) return false;
  }
  return open === 0;
}

/** The content of a run for a text: line breaks and tabs become their elements, the rest escaped text. */
export function runContent(text: string): string {
  const shown = markDeceiving(text);
  if (!/[\n\t\r]/.test(shown)) return textElement(shown);
  return shown
    .split(/(\r\n|[\n\t\r])/)
    .map((part) => (part === '' ? '' : part === '\t' ? '<w:tab/>' : /^[\r\n]/.test(part) ? '<w:br/>' : textElement(part)))
    .join('');
}

function textElement(text: string): string {
  return text === '' ? '' : `<w:t xml:space="preserve">${escapeText(text)}</w:t>`;
}
