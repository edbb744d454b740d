import { showHidden } from '#formats/visible';

/** The XML declaration that opens every part. */
export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The namespaces of a part of WordprocessingML. */
export const wordNames = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

// What XML 1.0 cannot hold even as a reference. Halves of surrogate pairs become U+FFFD when the text is encoded as UTF-8.
// oxlint-disable-next-line no-control-regex
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** The text escaped for element content; characters that XML 1.0 cannot hold are removed. */
export function escapeText(text: string): string {
  return text.replace(illegal, '').replace(/[&<>\r]/g, (character) => entities[character] as string);
}

/** The text escaped for an attribute in double quotes; line breaks and tabs survive as references. */
export function escapeAttribute(text: string): string {
  return text.replace(illegal, '').replace(/[&<>"\t\n\r]/g, (character) => entities[character] as string);
}

/** The content of a run: line breaks and tabs as their elements, the rest as text. */
export function runContent(text: string): string {
  if (!/[\n\t]/.test(text)) return textElement(text);
  return text.split(/([\n\t])/).map((part) => (part === '\t' ? '<w:tab/>' : part === '\n' ? '<w:br/>' : textElement(part))).join('');
}

function textElement(text: string): string {
  return text === '' ? '' : `<w:t xml:space="preserve">${escapeText(text)}</w:t>`;
}

/** The text on one line, as running heads and properties need it, hidden characters shown as marks. */
export function oneLine(text: string): string {
  return showHidden(text.replace(/\s+/g, ' ').trim());
}
