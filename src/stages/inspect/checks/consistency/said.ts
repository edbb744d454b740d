/** What the verbs of an agreement mean: a duty, a prohibition, a freedom. */
export type Modal = 'duty' | 'ban' | 'freedom';

const months: Readonly<Record<string, readonly string[]>> = {
  en: 'january february march april may june july august september october november december'.split(' '),
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
};

const words: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  en: { two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12 },
  fr: { deux: 2, trois: 3, quatre: 4, cinq: 5, six: 6, sept: 7, huit: 8, neuf: 9, dix: 10, onze: 11, douze: 12 },
};

/** Small counts that French says where English says "both" or "neither". */
const helpers: Readonly<Record<string, RegExp>> = { en: /\b(?:both|neither) \w+/g, fr: /\b(?:les|des|aux) deux parties\b/g };

/** The figures and dates that a text states in its own words, sorted: "1,250.5", "1 250,5" and "12 May 2027", "12 mai 2027" are alike. */
export function figuresIn(text: string, lang: string): string[] {
  const tongue = lang.startsWith('fr') ? 'fr' : 'en';
  let left = text.toLowerCase().replaceAll(/[\u00a0\u202f]/g, ' ').replace(helpers[tongue] as RegExp, ' ');
  const found: string[] = [];
  left = left.replace(new RegExp(`\\b(\\d{1,2})(?:er)? (${(months[tongue] as readonly string[]).join('|')}) (\\d{4})\\b`, 'gu'), (_, day: string, month: string, year: string) => {
    found.push(`${year}-${String((months[tongue] as readonly string[]).indexOf(month) + 1).padStart(2, '0')}-${day.padStart(2, '0')}`);
    return ' ';
  });
  const pattern = tongue === 'fr' ? /\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?/g : /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g;
  for (const [figure] of left.matchAll(pattern)) found.push(String(Number(tongue === 'fr' ? figure.replaceAll(' ', '').replace(',', '.') : figure.replaceAll(',', ''))));
  for (const [word] of left.matchAll(/\p{L}+/gu)) {
    const number = (words[tongue] as Readonly<Record<string, number>>)[word];
    if (number !== undefined) found.push(String(number));
  }
  return found.sort();
}

const patterns: Readonly<Record<string, Readonly<Record<Modal, RegExp>>>> = {
  en: { ban: /\bmust (?:then |also |itself |never )?not\b|\bmust [^.;:]{0,60}?\bneither\b/gi, duty: /\bmust\b/gi, freedom: /\bmay\b/gi },
  fr: {
    ban: /\bne (?:doit|doivent)(?: [\p{L}’-]+){0,3}? (?:pas|ni|rien|aucune?)(?![\p{L}])/giu,
    duty: /\b(?:doit|doivent)\b/gi,
    freedom: /\b(?:peut|peuvent|puisse|puissent)\b/gi,
  },
};

/** Which of the three a text states. A prohibition is taken out before duties are looked for. */
export function modalsIn(text: string, lang: string): Set<Modal> {
  const by = patterns[lang.startsWith('fr') ? 'fr' : 'en'] as Readonly<Record<Modal, RegExp>>;
  const found = new Set<Modal>();
  const rest = text.replace(by.ban, () => {
    found.add('ban');
    return ' ';
  });
  if (rest.search(by.duty) >= 0) found.add('duty');
  if (rest.search(by.freedom) >= 0) found.add('freedom');
  return found;
}
