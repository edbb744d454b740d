/** True if the text is a Legal Entity Identifier with right check digits; ISO 17442 with ISO 7064 MOD 97-10. */
export function isLei(text: string): boolean {
  const lei = text.replace(/\s/g, '').toUpperCase();
  if (!/^[A-Z0-9]{18}\d{2}$/.test(lei)) return false;
  let rest = 0;
  for (const sign of lei) for (const digit of String(parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** VAT numbers of the EU member states, Northern Ireland, the United Kingdom, Norway and Switzerland: the form only, by prefix. */
const vatForms: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/, BE: /^[01]\d{9}$/, BG: /^\d{9,10}$/, CHE: /^\d{9}(MWST|TVA|IVA)?$/, CY: /^\d{8}[A-Z]$/, CZ: /^\d{8,10}$/, DE: /^\d{9}$/, DK: /^\d{8}$/, EE: /^\d{9}$/, EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/, FI: /^\d{8}$/, FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/, GB: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/, HR: /^\d{11}$/, HU: /^\d{8}$/, IE: /^(\d{7}[A-Z]{1,2}|\d[A-Z+*]\d{5}[A-Z])$/, IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/, LU: /^\d{8}$/, LV: /^\d{11}$/, MT: /^\d{8}$/, NL: /^\d{9}B\d{2}$/, NO: /^\d{9}(MVA)?$/, PL: /^\d{10}$/, PT: /^\d{9}$/, RO: /^\d{2,10}$/, SE: /^\d{12}$/, SI: /^\d{8}$/, SK: /^\d{10}$/,
  XI: /^(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
};

/** False if the number has the prefix of a country whose VAT numbers have another form; numbers of other countries are not judged. */
export function mayBeVat(text: string): boolean {
  const vat = text.replace(/[\s.-]/g, '').toUpperCase();
  const prefix = vat.startsWith('CHE') ? 'CHE' : vat.slice(0, 2);
  const form = vatForms[prefix];
  return form === undefined ? vat.length > 3 : form.test(vat.slice(prefix.length));
}

/** True if the text has the form of a European unique identifier of a company; Regulation (EU) 2021/1042, annex. */
export function isEuid(text: string): boolean {
  return /^[A-Z]{2}[A-Z0-9]{1,20}\.[A-Z0-9._/-]{1,40}$/i.test(text.replace(/\s/g, ''));
}
