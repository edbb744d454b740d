/** The words that the file adds around the agreement: in running heads, the contents and the signature panels. */
export interface PageWords {
  draft: string;
  contents: string;
  /** Stands before the letter of a schedule, in its heading and in references to it. */
  schedule: string;
  /** Text before the page number, between it and the number of pages, and after. */
  page: readonly [string, string, string];
  signature: string;
  date: string;
  place: string;
}

const english: PageWords = {
  draft: 'Draft',
  contents: 'Contents',
  schedule: 'Schedule',
  page: ['Page ', ' of ', ''],
  signature: 'Signature',
  date: 'Date',
  place: 'Place',
};

const words: Readonly<Record<string, PageWords>> = {
  en: english,
  de: { draft: 'Entwurf', contents: 'Inhalt', schedule: 'Anlage', page: ['Seite ', ' von ', ''], signature: 'Unterschrift', date: 'Datum', place: 'Ort' },
  fr: { draft: 'Projet', contents: 'Sommaire', schedule: 'Annexe', page: ['Page ', ' sur ', ''], signature: 'Signature', date: 'Date', place: 'Lieu' },
};

/** The page words of a language; English where we have none, as the agreement itself is then not in a language of our packs. */
export function pageWords(lang: string): PageWords {
  return words[lang.split('-')[0] as string] ?? english;
}

const regions: Readonly<Record<string, string>> = {
  en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES', it: 'it-IT', nl: 'nl-NL', pt: 'pt-PT', pl: 'pl-PL', sv: 'sv-SE', da: 'da-DK', fi: 'fi-FI',
  cs: 'cs-CZ', el: 'el-GR', zh: 'zh-CN', ja: 'ja-JP', ko: 'ko-KR', ar: 'ar-SA', he: 'he-IL', fa: 'fa-IR', ur: 'ur-PK',
};

/** The language tag that Word's proofing expects, with a region: "en" → "en-GB". A tag that is not one becomes "en-GB". */
export function wordLanguage(lang: string): string {
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(lang)) return 'en-GB';
  return regions[lang] ?? lang;
}

/** True for languages that are written from right to left. */
export function isRightToLeft(lang: string): boolean {
  return ['ar', 'he', 'fa', 'ur'].includes(lang.split('-')[0] as string);
}
