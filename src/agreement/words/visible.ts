const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
// Most texts hold nothing else, and this is told much faster.
const plain = /^[\n\t -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2030-\u205E\u20A0-\u20BF\u2190-\u21FF]*$/;
const joiner = /[\u200C\u200D]/;
const selector = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;
// Scripts in which a joiner changes the shape of letters, so that a name cannot be written without it.
const joining = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]$/u;
const chosen = /[\p{Script=Han}\p{Script=Mongolian}\p{Emoji}]$/u;

/** "[U+202E]": how a character without a shape of its own is shown. */
export function markOf(character: string): string {
  return `[U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}]`;
}

/**
 * True for a character that has no shape and can make a text read otherwise than it is: controls, directions, tags, zero-width ones.
 * `before` is the text in front of it: joiners and variants of a sign belong to some scripts and are left alone there.
 */
export function isHidden(character: string, before: string): boolean {
  if (character === '\n' || character === '\t') return false;
  if (joiner.test(character)) return !joining.test(before.replace(/\p{M}+$/u, ''));
  if (selector.test(character)) return !chosen.test(before);
  return true;
}

/** The text with every hidden character replaced by what `show` makes of it; by default a mark such as "[U+202E]". */
export function showHidden(text: string, show: (character: string) => string = markOf): string {
  if (plain.test(text)) return text;
  return text.replace(invisible, (character, at: number) => (isHidden(character, text.slice(Math.max(0, at - 8), at)) ? show(character) : character));
}

/** Where hidden characters stand in a text, as UTF-16 offsets in order. */
export function hiddenIn(text: string): number[] {
  const found: number[] = [];
  if (plain.test(text)) return found;
  for (const { 0: character, index } of text.matchAll(invisible)) if (isHidden(character, text.slice(Math.max(0, index - 8), index))) found.push(index);
  return found;
}
