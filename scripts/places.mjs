// Writes src/agreement/words/places.json: country names in English and French by ISO 3166-1 code, from this Node's own
// locale data, so that the pure core prints the same name on every machine. Run it by hand and read the difference.
import { writeFileSync } from 'node:fs';
const codes = [];
const en = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const fr = new Intl.DisplayNames(['fr'], { type: 'region', fallback: 'none' });
const skip = new Set(['AC', 'CP', 'DG', 'EA', 'EU', 'EZ', 'IC', 'TA', 'UN', 'XA', 'XB', 'ZZ', 'QO', 'CQ', 'BU', 'CS', 'DD', 'FX', 'NT', 'SU', 'TP', 'UK', 'YD', 'YU', 'ZR', 'AN', 'HV', 'NH', 'RH', 'VD', 'DY', 'WK', 'CT', 'NQ', 'FQ', 'JT', 'MI', 'PU', 'PC', 'PZ', 'YE2', 'VD']);
for (let a = 65; a < 91; a++)
  for (let b = 65; b < 91; b++) {
    const code = String.fromCharCode(a, b);
    const name = en.of(code);
    if (name && !skip.has(code) && !codes.some((other) => other[1] === name)) codes.push([code, name, fr.of(code)]);
  }
writeFileSync(
  new URL('../src/agreement/words/places.json', import.meta.url),
  `${JSON.stringify(Object.fromEntries(codes.map(([code, e, f]) => [code, [e, f]])), null, 0).replaceAll('],', '],\n')}\n`,
);
console.log(`${codes.length} places written`);
