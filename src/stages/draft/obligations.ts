import { evaluate } from '#agreement/condition';
import type { ActorTerm, DueTerm, ObligationTerm } from '#agreement/obligation';
import type { Item } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import type { Period } from '#agreement/time/period';
import { factInWords } from '#agreement/words/en';
import type { ClauseTemplate, DueTemplate, ObligationTemplate } from '#library/library';
import { isLeftOut } from '#stages/draft/inline';
import { keyOf, type Reading } from '#stages/draft/reading';

/** The obligations that the printed blocks of a clause create, with every fact filled in and every open one named. */
export function obligationsOf(template: ClauseTemplate, printed: ReadonlySet<string>, reading: Reading): ObligationTerm[] {
  return template.obligations.flatMap((obligation) => {
    if (!printed.has(obligation.block)) return [];
    if (obligation.when !== null && evaluate(obligation.when, reading) !== true) return [];
    const debtor = template.slots[obligation.debtor];
    if (debtor !== undefined && factAt(debtor)?.derived === true && isNobody(reading.value(debtor))) return [];
    if (obligation.repeat === null) return [fill(template, obligation, null, reading)];
    return (reading.items(obligation.repeat) ?? []).flatMap((item) => (isDue(obligation, item, reading) ? [fill(template, obligation, item, reading)] : []));
  });
}

/** True for the answer that there is nobody: a duty of processors where no party is one. */
function isNobody(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** False where the duty falls due on a fact of the item that was left out: nothing is owed then. */
function isDue({ due }: ObligationTemplate, item: Item, reading: Reading): boolean {
  if (due === null) return true;
  const word = 'on' in due ? due.on : due.period;
  return !word.startsWith('item.') || !isLeftOut(reading.field(item, word.slice(5)), reading);
}

function fill(template: ClauseTemplate, obligation: ObligationTemplate, item: Item | null, reading: Reading): ObligationTerm {
  const from: Source = { template, item, reading };
  const term: ObligationTerm = {
    id: `${template.id}.${obligation.id}${item === null ? '' : `.${keyOf(item)}`}`,
    block: `${template.id}.${obligation.block}`,
    debtor: actor(obligation.debtor, from),
    creditor: actor(obligation.creditor, from),
    action: obligation.action,
    object: words(obligation.object, from),
    survives: obligation.survives,
  };
  if (item !== null) term.item = keyOf(item);
  if (obligation.trigger !== null) term.trigger = words(obligation.trigger, from);
  if (obligation.recurs !== null) term.recurs = words(obligation.recurs, from);
  if (obligation.evidence !== null) term.evidence = words(obligation.evidence, from);
  if (obligation.due !== null) term.due = due(obligation.due, from);
  if (obligation.until !== null) term.until = due(obligation.until, from);
  return term;
}

interface Source {
  template: ClauseTemplate;
  item: Item | null;
  reading: Reading;
}

/** The fact path behind a word of an obligation: a field of the item, or a declared slot; null for plain words. */
function pathOf(word: string, { template, item, reading }: Source): string | null {
  if (word.startsWith('item.') && item !== null) {
    if (word === 'item.party' && item.path.startsWith('parties.')) return null;
    return reading.field(item, word.slice(5));
  }
  return template.slots[word] ?? null;
}

function actor(word: string, from: Source): ActorTerm {
  if (word === 'each party') return { kind: 'each-party' };
  if (word === 'each other party') return { kind: 'each-other-party' };
  const path = word === 'favoured' ? `drafting.positions.${from.template.id}.favoured` : pathOf(word, from);
  if (path === null) {
    if (word === 'item.party') return { kind: 'parties', ids: [String(from.item?.value.party)] };
    if (word === 'item' && from.item?.path.startsWith('parties.')) return { kind: 'parties', ids: [from.item.id] };
    return from.reading.ids().includes(word) ? { kind: 'parties', ids: [word] } : { kind: 'described', text: word };
  }
  const value = from.reading.value(path);
  if (value === undefined || isNobody(value)) return { kind: 'blank', path };
  const ids = from.reading.ids();
  const named = (Array.isArray(value) ? value : [value]).map((one: unknown) => (typeof one === 'object' && one !== null ? ((one as { party?: string }).party ?? one) : one));
  const parties = named.filter((one): one is string => typeof one === 'string' && ids.includes(one));
  if (parties.length > 0) return { kind: 'parties', ids: parties };
  return { kind: 'described', text: named.map((one) => (typeof one === 'string' ? one : Object.values(one as Record<string, unknown>).join(' '))).join(', ') };
}

/** Plain words with `item.field` replaced by the item's value. */
function words(text: string, from: Source): string {
  if (!text.includes('item.')) return text;
  return text.replace(/\bitem\.[A-Za-z]+(?:\.[A-Za-z]+)*/g, (word) => {
    const path = pathOf(word, from);
    const value = path === null ? from.item?.value[word.slice(5)] : from.reading.value(path);
    return value === undefined ? '…' : path === null ? String(value) : spoken(path, value, from.reading);
  });
}

/** A value as the text prints it: the words of a choice, "30 days", the names of parties. */
function spoken(path: string, value: unknown, { answers }: Reading): string {
  const parties = answers.parties.map(({ id, shortName, legalName }) => ({ id, shortName: shortName ?? null, legalName: legalName ?? null }));
  return factInWords({ path, value, format: factAt(path)?.format ?? 'text' }, { parties });
}

function due(template: DueTemplate, from: Source): DueTerm {
  if ('on' in template) {
    const path = pathOf(template.on, from) ?? template.on;
    const value = from.reading.value(path);
    if (typeof value === 'string') return { on: value };
    if (typeof value === 'object' && value !== null) {
      const { after, before, period } = value as { after?: string; before?: string; period?: Period };
      if (after !== undefined) return { after, period: period ?? null };
      if (before !== undefined) return { before, period: period ?? null };
    }
    return { on: null, path };
  }
  const path = pathOf(template.period, from) ?? template.period;
  const period = (from.reading.value(path) as Period | undefined) ?? null;
  const event = words('after' in template ? template.after : template.before, from);
  const open = period === null ? { path } : {};
  return 'after' in template ? { after: event, period, ...open } : { before: event, period, ...open };
}
