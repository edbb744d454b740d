import { oncePerClause, placeIn, restOf, type Check, type Report } from '#stages/inspect/check';
import { groupBy, type Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './missing-currency.md';

/** Words right before an amount of money. */
const moneyWords = [
  'pay', 'pays', 'paid', 'fee of', 'fees of', 'price of', 'sum of', 'amount of', 'payment of', 'payments of', 'budget of', 'royalty of', 'compensation of', 'penalty of', 'contribution of', 'ceiling of', 'cap of', 'limited to', 'costs of', 'cost of', 'refund of', 'deposit of', 'value of',
];

/** A figure that can be an amount: with separators, or four digits and more. */
const figure = /^ (?:at most |up to |about )?(\d{1,3}(?:[,.’ ]\d{3})+(?:[.,]\d{2})?|\d{4,}(?:[.,]\d{2})?)(?![\d/-])/;

/** What may follow an amount that has no currency; any other word is taken for its unit. */
const notUnits = /^(?:[.,;:)]|$| (?:within|for|per|to|on|at|in|by|and|or|as|before|after|each|every|upon|when|if|plus|excluding|including|net|gross|annually|monthly|once|a|from|is|are|applies|apply|counts|must|shall|may)\b)/;

/** Words of a rule for converting currencies. */
const conversion = ['exchange rate', 'exchange rates', 'converted', 'conversion', 'reference rate', 'fixing of the'];

/** MON-003: an amount has no currency, a sign that several currencies share, or currencies are mixed without a rate. */
export const missingCurrency: Check = {
  code: 'MON-003',
  rule: 'missing-currency',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    yield* dollars(subject);
    const bare = subject.find(moneyWords).flatMap((hit) => {
      const match = figure.exec(hit.in.text.text.slice(hit.to, hit.to + 40));
      if (match === null) return [];
      const to = hit.to + match[0].length;
      const from = to - (match[1] as string).length;
      if (!notUnits.test(hit.in.lower.slice(to, to + 12)) || /^(?:19|20)\d\d$/.test(match[1] as string)) return [];
      return [{ in: hit.in, from, to, phrase: match[1] as string }];
    });
    for (const { first, all } of oncePerClause(bare)) {
      yield { place: placeIn(first.in, first.from, first.to), params: { kind: 'none', words: first.phrase, others: '' }, related: restOf(all) };
    }
    yield* mixed(subject);
  },
};

/** “$” alone is the sign of some twenty currencies. */
function* dollars(subject: Subject): Generator<Report> {
  const signs = subject.amounts.filter((amount) => amount.currency === '$' && amount.in.text.runs.some((run) => run.kind === 'words' && amount.from >= run.from && amount.from < run.from + run.text.length));
  if (signs.length === 0 || saysWhichDollar(subject)) return;
  const hits: Hit[] = signs.map((amount) => ({ in: amount.in, from: amount.from, to: amount.to, phrase: '$' }));
  for (const { first, all } of oncePerClause(hits)) {
    yield { place: placeIn(first.in, first.from, first.to), params: { kind: 'sign', words: first.in.text.text.slice(first.from, first.to), others: '' }, related: restOf(all) };
  }
}

function saysWhichDollar(subject: Subject): boolean {
  if (subject.defined.has('$') || subject.defined.has('dollars')) return true;
  return subject.find(['us dollars', 'u.s. dollars', 'united states dollars', 'us dollar', 'canadian dollars', 'australian dollars', 'dollars of the united states', 'lawful money of the united states', 'currency of the united states', 'usd']).length > 0;
}

/** Currencies that must be added up, in the budget or between payments of one agreement, and no rule how. */
function* mixed(subject: Subject): Generator<Report> {
  const money = ['money.budget', 'contribution.items'].flatMap((list) => subject.items(list).map((item) => ({ list, amount: (item.value.amount ?? item.value.value) as { currency?: string } | undefined })));
  for (const [list, all] of groupBy(money, (one) => one.list)) {
    const currencies = [...new Set(all.flatMap(({ amount }) => (amount?.currency === undefined ? [] : [amount.currency])))];
    if (currencies.length < 2 || subject.find(conversion).length > 0) continue;
    yield { place: subject.placeOfFact(list), params: { kind: 'mixed', words: currencies[0] as string, others: currencies.slice(1).join(', ') } };
  }
}
