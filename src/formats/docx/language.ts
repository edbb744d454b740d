const regions: Readonly<Record<string, string>> = {
  en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES', it: 'it-IT', nl: 'nl-NL', pt: 'pt-PT', pl: 'pl-PL', sv: 'sv-SE', da: 'da-DK', fi: 'fi-FI',
  cs: 'cs-CZ', el: 'el-GR', zh: 'zh-CN', ja: 'ja-JP', ko: 'ko-KR', ar: 'ar-SA', he: 'he-IL', fa: 'fa-IR', ur: 'ur-PK',
};

/** The language tag that Word's proofing expects, with a region: "en" becomes "en-GB". Throws RangeError where `lang` is no tag. */
export function wordLanguage(lang: string): string {
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(lang)) throw new RangeError(`"${lang}" is not a language tag`);
  return regions[lang] ?? lang;
}

/** True for languages that are written from right to left. */
export function isRightToLeft(lang: string): boolean {
  return ['ar', 'he', 'fa', 'ur'].includes(lang.split('-')[0] as string);
}
