import { addDecimals } from '#agreement/decimal';
import type { FactAttrs } from '#agreement/document/schema';
import { factInFrench } from '#agreement/facts/french';
import { factAt } from '#agreement/facts/table';
import { formatDate } from '#agreement/time/format-date';
import type { Period } from '#agreement/time/period';
import type { Naming } from '#agreement/words/en';
import { frenchPlaceName } from '#agreement/words/places';

interface Money {
  amount: string;
  currency: string;
}

/** A space at which no line breaks, as French sets it between a figure and its unit and inside its quotes. */
const fixed = '\u00A0';

const small = ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze', 'douze'];

/** "1 250", "40 000,5": groups of three with a fixed space, a decimal comma; a fraction of zeros only is left out. */
function figures(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, fixed);
  return fraction === '' || /^0+$/.test(fraction) ? grouped : `${grouped},${fraction}`;
}

/** Small bare counts in words, larger ones in figures. */
export function countInFrench(n: number): string {
  return small[n] ?? figures(String(n));
}

const units: Readonly<Record<Period['unit'], readonly [string, string]>> = {
  hour: ['heure', 'heures'], day: ['jour', 'jours'], 'business-day': ['jour ouvré', 'jours ouvrés'], week: ['semaine', 'semaines'], month: ['mois', 'mois'], year: ['an', 'ans'],
};

/** "30 jours", "1 jour ouvré". */
export function periodInFrench({ n, unit }: Period): string {
  return `${figures(String(n))}${fixed}${units[unit][n < 2 ? 0 : 1]}`;
}

/** "A, B et C"; semicolons where an item holds a comma. */
export function listInFrench(items: readonly string[], link: 'et' | 'ou'): string {
  if (items.length < 2) return items[0] ?? '';
  const last = items[items.length - 1] as string;
  const before = items.slice(0, -1);
  if (items.some((item) => item.includes(','))) return items.length > 2 ? `${before.join(`${fixed}; `)}${fixed}; ${link} ${last}` : `${before.join('')} ${link} ${last}`;
  return `${before.join(', ')} ${link} ${last}`;
}

/** "40 000 EUR", "40 000,50 EUR": the code follows the figure; cents only where they are not zero, and then both digits. */
export function moneyInFrench({ amount, currency }: Money): string {
  return `${figures(amount.replace(/(\.[1-9])$/, '$10'))}${fixed}${currency}`;
}

/** "[délai de remise en état : à compléter]": how a blank prints in a French text. */
export function blankInFrench(path: string): string {
  const row = factAt(path);
  return `[${row === undefined ? path : (factInFrench(row.path)?.label ?? row.label)}${fixed}: à compléter]`;
}

function nameInFrench(id: string, naming: Naming): string {
  const party = naming.parties.find((one) => one.id === id);
  return party === undefined ? id : (party.shortName ?? blankInFrench(`parties.${id}.shortName`));
}

/** The first letters before which "de" and "que" lose their vowel. An h is left alone: nobody can see whether it is mute. */
const vowel = /^[aeiouâàäéèêëîïôöûüœæ]/i;

/** "de Beta", "d’Alpha", "du comité", "des autres parties". */
export function withDe(words: string): string {
  if (/^le /i.test(words)) return `du ${words.slice(3)}`;
  if (/^les /i.test(words)) return `des ${words.slice(4)}`;
  return vowel.test(words) ? `d’${words}` : `de ${words}`;
}

/** Two stretches of a sentence as they meet: "de" and "à" join an article, "de" and "que" lose their vowel before another. Only whole words of ours change, never a name. */
export function joinFrench(before: string, after: string): [string, string] {
  const end = /(^|[\s(’])(de|à|que|lorsque|puisque|jusque) $/iu.exec(before);
  if (end === null) return [before, after];
  const word = end[2] as string;
  const kept = before.slice(0, before.length - word.length - 1);
  const capital = (text: string): string => (/^\p{Lu}/u.test(word) ? text.charAt(0).toUpperCase() + text.slice(1) : text);
  const lower = word.toLowerCase();
  if (lower === 'de' || lower === 'à') {
    const article = /^(les?) /.exec(after)?.[1];
    if (article !== undefined) return [kept, capital(`${lower === 'de' ? (article === 'le' ? 'du' : 'des') : article === 'le' ? 'au' : 'aux'} ${after.slice(article.length + 1)}`)];
  }
  if (lower !== 'à' && vowel.test(after)) return [`${kept}${word.slice(0, -1)}’`, after];
  return [before, after];
}

const languages: Readonly<Record<string, string>> = {
  en: 'anglais', fr: 'français', de: 'allemand', es: 'espagnol', it: 'italien', nl: 'néerlandais', pl: 'polonais', pt: 'portugais', sv: 'suédois',
  da: 'danois', fi: 'finnois', no: 'norvégien', cs: 'tchèque', el: 'grec', ja: 'japonais', zh: 'chinois', ko: 'coréen', ar: 'arabe', he: 'hébreu',
};

/** Laws that have an adjective, or a name of their own, in French. */
const laws: Readonly<Record<string, string>> = {
  fr: 'le droit français', de: 'le droit allemand', be: 'le droit belge', ch: 'le droit suisse', lu: 'le droit luxembourgeois', it: 'le droit italien', es: 'le droit espagnol',
  nl: 'le droit néerlandais', at: 'le droit autrichien', pl: 'le droit polonais', pt: 'le droit portugais', ie: 'le droit irlandais', se: 'le droit suédois', dk: 'le droit danois',
  fi: 'le droit finlandais', no: 'le droit norvégien', jp: 'le droit japonais', 'gb-eaw': 'le droit de l’Angleterre et du pays de Galles', 'gb-sct': 'le droit écossais',
  'gb-nir': 'le droit d’Irlande du Nord',
};

/** The name of a law system as it reads after "régi par": "le droit français", "le droit de l’État de New York". */
export function lawInFrench(code: string): string {
  const known = laws[code];
  if (known !== undefined) return known;
  const place = frenchPlaceName(code.toUpperCase());
  if (code.startsWith('us-')) return `le droit de l’État de ${place.split(',')[0]}`;
  return `le droit du lieu suivant${fixed}: ${place}`;
}

function actorInFrench(value: unknown, naming: Naming): string {
  if (typeof value === 'string') return nameInFrench(value, naming);
  const actor = value as { party?: string; body?: string; name?: string; role?: string; other?: string };
  if (actor.party !== undefined) return actor.role === undefined ? nameInFrench(actor.party, naming) : `${actor.role} ${withDe(nameInFrench(actor.party, naming))}`;
  if (actor.body !== undefined) return bodyInFrench(actor.name ?? actor.body);
  return actor.role ?? actor.other ?? '';
}

/** A body by the name that the parties gave it: with its French article if it has one, else in quotes after "l’organe". */
function bodyInFrench(name: string): string {
  if (/^(?:le |la |les |l’)/i.test(name)) return name.charAt(0).toLowerCase() + name.slice(1);
  if (/^(?:the )?steering committee$/i.test(name)) return 'le comité de pilotage';
  if (/^comité /i.test(name)) return `le ${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return `l’organe «${fixed}${name.replace(/^the /i, '')}${fixed}»`;
}

/** Countries whose addresses put the postal code after the town or the state. */
const codeAfterTown = new Set(['AU', 'CA', 'GB', 'IE', 'IN', 'NZ', 'SG', 'US', 'ZA']);

function addressInFrench(value: unknown): string {
  if (typeof value === 'string') return value;
  const address = value as Record<string, string | undefined>;
  const joined = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(' ');
  const town = address.country !== undefined && codeAfterTown.has(address.country) ? [address.city, joined(address.region, address.postcode)] : [joined(address.postcode, address.city), address.region];
  const country = address.country === undefined ? undefined : frenchPlaceName(address.country);
  return [address.street, address.line2, ...town, country].filter(Boolean).join(', ');
}

function registryInFrench(value: unknown): string {
  const entries = value as readonly { register?: string; number?: string }[];
  if (entries.length === 0) return 'sans inscription à un registre public';
  const named = entries.map(({ number = blankInFrench('parties.*.registryIds.*.number'), register }) => (register === undefined ? number : `${number} (${register})`));
  return `immatriculée sous ${entries.length === 1 ? 'le numéro' : 'les numéros'} ${listInFrench(named, 'et')}`;
}

function dueInFrench(value: unknown): string {
  if (typeof value === 'string') return `au plus tard le ${formatDate(value, 'fr')}`;
  const due = value as { after?: string; before?: string; period?: Period; event?: string };
  const period = due.period === undefined ? '' : periodInFrench(due.period);
  if (due.after !== undefined) return due.period === undefined ? `après l’événement suivant${fixed}: ${due.after}` : `dans les ${period} après l’événement suivant${fixed}: ${due.after}`;
  if (due.before !== undefined) return `au moins ${period} avant l’événement suivant${fixed}: ${due.before}`;
  return due.event ?? '';
}

/** The French label of an option, the English one where a fact has no French yet. */
function optionInFrench(path: string, value: string): string | undefined {
  const row = factAt(path);
  return row === undefined ? undefined : (factInFrench(row.path)?.options?.[value] ?? row.options?.[value]);
}

function itemInFrench(item: unknown, path: string, naming: Naming): string {
  if (typeof item === 'string') {
    const row = factAt(path);
    if (row?.of === 'place') return frenchPlaceName(item);
    if (row?.of === 'language') return languages[item] ?? item;
    if (row === undefined || row.refers === 'parties' || row.of === 'party' || row.of === 'actor') return nameInFrench(item, naming);
    return optionInFrench(path, item) ?? item;
  }
  if (typeof item === 'object' && item !== null) {
    const named = item as { text?: string; name?: string; title?: string; label?: string };
    const text = named.text ?? named.name ?? named.title ?? named.label;
    if (text !== undefined) return text;
    const { party, role } = item as { party?: string; role?: string };
    const known = role === undefined ? undefined : factAt(`${path}.*.role`)?.options;
    if (party !== undefined && role !== undefined && known !== undefined) return `${nameInFrench(party, naming)} (${optionInFrench(`${path}.*.role`, role) ?? role})`;
    return actorInFrench(item, naming);
  }
  return String(item);
}

/** The other parties seen from one: its name where there are two parties, "chaque partie autre qu’Alpha" where there are more. */
function othersInFrench(id: string, naming: Naming): string {
  const others = naming.parties.filter((party) => party.id !== id);
  if (others.length === 1) return nameInFrench(others[0]!.id, naming);
  const name = nameInFrench(id, naming);
  return `chaque partie autre ${vowel.test(name) ? 'qu’' : 'que '}${name}`;
}

function timeInFrench(value: string): string {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(value);
  return parts === null ? value : `${Number(parts[1])}${fixed}h${parts[2] === '00' ? '' : `${fixed}${parts[2]}`}`;
}

/** Prints a bound value in French; the formats are the closed list of the library. */
export function factInFrenchWords({ path, value, format }: FactAttrs, naming: Naming): string {
  switch (format) {
    case 'number':
      return figures(String(value));
    case 'count':
      return countInFrench(value as number);
    case 'time':
      return timeInFrench(String(value));
    case 'money':
      return moneyInFrench(value as Money);
    case 'total':
      return totalInFrench(value as readonly Money[]);
    case 'percent':
      return `${String(value).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '').replace('.', ',')}${fixed}%`;
    case 'date':
      return formatDate(value as string, 'fr');
    case 'period':
      return periodInFrench(value as Period);
    case 'deadline':
      return dueInFrench(value);
    case 'place':
      return frenchPlaceName(value as string);
    case 'zone':
      return `heure de la zone ${String(value)}`;
    case 'law':
      return lawInFrench(value as string);
    case 'language':
      return languages[value as string] ?? String(value);
    case 'label':
      return optionInFrench(path, String(value)) ?? String(value);
    case 'address':
      return addressInFrench(value);
    case 'registry':
      return registryInFrench(value);
    case 'party':
      return Array.isArray(value) ? listInFrench(value.map((one) => actorInFrench(one, naming)), 'et') : actorInFrench(value, naming);
    case 'party-full':
      return naming.parties.find((party) => party.id === value)?.legalName ?? nameInFrench(value as string, naming);
    case 'possessive':
      return withDe(nameInFrench(value as string, naming));
    case 'others':
      return othersInFrench(value as string, naming);
    case 'actor':
      return actorInFrench(value, naming);
    case 'list-and':
    case 'list-or': {
      const items = Array.isArray(value) ? value : [value];
      return listInFrench(items.map((item) => itemInFrench(item, path, naming)), format === 'list-and' ? 'et' : 'ou');
    }
    default:
      return typeof value === 'string' ? value : itemInFrench(value, path, naming);
  }
}

function totalInFrench(amounts: readonly Money[]): string {
  const byCurrency = new Map<string, string[]>();
  for (const { amount, currency } of amounts) byCurrency.set(currency, [...(byCurrency.get(currency) ?? []), amount]);
  return listInFrench([...byCurrency].map(([currency, list]) => moneyInFrench({ currency, amount: addDecimals(list) })), 'et');
}

/**
 * Helper slots in French. A form of "possessive" gives the words after "de": "des autres parties", "de chaque autre partie".
 * Words of ours that stand before a helper ("de {other-parties}", "à {other-parties}") are joined with it by `joinFrench`.
 */
export function helperInFrench(name: string, parties: number, form?: string): string | undefined {
  const two = parties === 2;
  const words: Readonly<Record<string, string>> = {
    'other-parties': two ? 'l’autre partie' : 'les autres parties',
    'each-other': two ? 'l’autre partie' : 'chaque autre partie',
    'any-other': two ? 'l’autre partie' : 'toute autre partie',
    'all-parties': two ? 'les deux parties' : 'toutes les parties',
    'no-party': two ? 'aucune des parties' : 'aucune partie',
  };
  const text = words[name];
  return text === undefined || form !== 'possessive' ? text : withDe(text);
}
