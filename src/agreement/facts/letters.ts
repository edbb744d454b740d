/**
 * Characters that can make a text read differently from what it says. Controls, direction overrides, unpaired isolates,
 * tag characters, noncharacters and half surrogates are refused everywhere: Word, PDF and the hash of the record cannot
 * carry them or would hide them. In names, all invisible characters are refused as well, but for the joiners that
 * Arabic, Persian, Hindi and related scripts need between their letters.
 */
interface Letters {
  test: RegExp;
  what: string;
}

const everywhere: readonly Letters[] = [
  { test: /(?![\n\t\u0085])\p{Cc}/u, what: 'a control character' },
  { test: /[\u202a-\u202e]/, what: 'a character that turns the reading direction' },
  { test: /[\u{e0000}-\u{e007f}]/u, what: 'an invisible tag character' },
  { test: /[\ufdd0-\ufdef\ufffe\uffff]/, what: 'a code that is no character' },
  { test: /\ufffd/, what: 'a character that was lost in an earlier conversion' },
];

const inNames: readonly Letters[] = [
  { test: /[\u2066-\u2069]/, what: 'a character that isolates the reading direction' },
  { test: /[\u200e\u200f\u061c]/, what: 'an invisible direction mark' },
  { test: /\u00ad|\u034f|[\u115f\u1160]|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180e|\u180f|[\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0]/, what: 'an invisible character' },
  { test: /[\n\t\u0085\u2028\u2029]/, what: 'a line break or tab' },
];

/** Joiners may stand after a letter of a script that joins or stacks its letters: Arabic, Syriac, Mongolian and the scripts of South and South-East Asia. */
const loneJoiner = /(?<![\u0600-\u08ff\u0900-\u0dff\u0e00-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc\p{Mn}])[\u200c\u200d]/u;

function unpairedIsolate(text: string): number {
  const open: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x2066 && code <= 0x2068) open.push(index);
    else if (code === 0x2069 && open.pop() === undefined) return index;
  }
  return open[0] ?? -1;
}

function halfSurrogate(text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0xd800 || code > 0xdfff) continue;
    const next = text.charCodeAt(index + 1);
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return index;
    index += 1;
  }
  return -1;
}

function named(text: string, index: number, what: string): string {
  const code = (text.codePointAt(index) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `Character ${index + 1} is ${what} (U+${code}).`;
}

const plain = /^[\n\t\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff]*$/;

/** One sentence that names the first character which may not stand in a text, or undefined; names are read more strictly. */
export function deceivingLetter(text: string, name: boolean): string | undefined {
  if (plain.test(text) && !(name && /[\n\t]/.test(text))) return undefined;
  for (const { test, what } of name ? [...everywhere, ...inNames] : everywhere) {
    const index = text.search(test);
    if (index >= 0) return named(text, index, what);
  }
  const joiner = name ? text.search(loneJoiner) : -1;
  if (joiner >= 0) return named(text, joiner, 'an invisible joiner that the script does not need');
  const isolate = unpairedIsolate(text);
  if (isolate >= 0) return named(text, isolate, 'an isolate without its partner');
  const half = halfSurrogate(text);
  return half >= 0 ? named(text, half, 'half of a character') : undefined;
}
