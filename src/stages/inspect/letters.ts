/** True for a letter or digit of any script, by UTF-16 unit; punctuation, quotes and spaces are none. */
export function isWordUnit(unit: number): boolean {
  if (unit < 128) return (unit > 96 && unit < 123) || (unit > 64 && unit < 91) || (unit > 47 && unit < 58);
  return unit >= 0xc0 && unit !== 0xd7 && unit !== 0xf7 && (unit < 0x2000 || unit > 0x206f) && (unit < 0x3000 || unit > 0x303f);
}

/** True for a capital letter, by UTF-16 unit. */
export function isCapital(unit: number): boolean {
  if (unit < 128) return unit > 64 && unit < 91;
  if (unit < 0xc0) return false;
  const letter = String.fromCharCode(unit);
  return letter !== letter.toLowerCase();
}

/** The text in small letters with every offset kept, and all spaces of width as plain ones. */
export function small(text: string): string {
  const lower = text.toLowerCase();
  const kept = lower.length === text.length ? lower : Array.from({ length: text.length }, (_, at) => { const one = text.charAt(at).toLowerCase(); return one.length === 1 ? one : text.charAt(at); }).join('');
  return kept.includes('\u00a0') ? kept.replaceAll('\u00a0', ' ') : kept;
}

/** The words of a text as alternating start and end offsets. A hyphen or an apostrophe ends a word. */
export function wordsOf(text: string): number[] {
  const found: number[] = [];
  let start = -1;
  for (let at = 0; at < text.length; at += 1) {
    if (isWordUnit(text.charCodeAt(at))) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      found.push(start, at);
      start = -1;
    }
  }
  if (start >= 0) found.push(start, text.length);
  return found;
}

/** The word that ends before an offset, in small letters, or '' where another sign stands there; one space is skipped. */
export function wordBefore(lower: string, offset: number): string {
  let to = offset;
  if (lower.charCodeAt(to - 1) === 32) to -= 1;
  let from = to;
  while (from > 0 && isWordUnit(lower.charCodeAt(from - 1))) from -= 1;
  return lower.slice(from, to);
}

/** The word that starts at an offset, in small letters, or ''; one space is skipped. */
export function wordAfter(lower: string, offset: number): string {
  let from = offset;
  if (lower.charCodeAt(from) === 32) from += 1;
  let to = from;
  while (to < lower.length && isWordUnit(lower.charCodeAt(to))) to += 1;
  return lower.slice(from, to);
}
