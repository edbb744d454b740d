import { showHidden } from '#formats/visible';

/**
 * A name or a title from a person, fit for a mail: one line without hidden characters and without anything that a mail program
 * turns into a link, at most `limit` characters (code points), the last an ellipsis where it was cut; "[no name]" if nothing is left.
 */
export function plainName(text: string, limit = 80): string {
  const line = inert(readable(cut(text)).replace(/[\s\p{Z}]+/gu, ' ').trim());
  return line === '' ? '[no name]' : shortened(line, limit);
}

/** Words of a person over several lines, such as a note: as `plainName`, with lines kept and at most one empty line between them; may be empty. */
export function plainNote(text: string, limit = 2000): string {
  const lines = readable(cut(text).replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')).split('\n');
  const kept = lines.map((line) => inert(line.replace(/[\s\p{Z}]+/gu, ' ').trim())).join('\n').replace(/\n{3,}/g, '\n\n').trim();
  return shortened(kept, limit);
}

// Nobody reads this far; the work that follows stays small whatever comes in.
function cut(text: string): string {
  return text.length > 20_000 ? text.slice(0, 20_000) : text;
}

/** Composed, without characters that have no shape; a pile of accents on one letter is cut to four. */
function readable(text: string): string {
  const spaced = text.normalize('NFC').replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) => (character === '\n' ? '\n' : ' '));
  return showHidden(spaced, () => '').replace(/[\uFFF9-\uFFFB]/g, '').replace(/(\p{M}{4})\p{M}+/gu, '$1');
}

/**
 * Mail programs look for addresses in plain words and in HTML alike, whatever the markup, so the words themselves must not hold one.
 * A space is put where an address would hang together; nothing is taken away: "evil. com", "https: / /x", "a @ b".
 */
function inert(line: string): string {
  return line
    .replace(/([/\\])(?=[/\\])/g, '$1 ')
    .replace(/(?<=[\p{L}\p{N}]):(?=\S)(?!(?<=\p{N}:)\p{N})/gu, ': ')
    .replace(/(?<=\S)[.\uFF0E\uFF61](?=[\p{L}\p{M}][\p{L}\p{M}\p{N}\p{Join_Control}-])/gu, '$& ')
    .replace(/(?<=[a-z0-9])\u3002(?=[a-z0-9])/gi, '$& ')
    .replace(/(?<=\d)\.(?=\d+\.\d+\.\d)/g, '. ')
    .replace(/(?<=\S)@|@(?=\S)/g, ' @ ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** At most `limit` characters (code points), the last an ellipsis where the text was cut. */
export function shortened(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('').replace(/[\s\p{M}\p{Join_Control}]+$/u, '')}…`;
}
