import { oncePerClause, placeIn, restOf, type Check } from '#stages/inspect/check';
import type { PrintedSection } from '#agreement/document/print';
import type { Sentence } from '#stages/inspect/sentences';
import type { Subject } from '#stages/inspect/subject';
import type { Hit } from '#stages/inspect/words';
import page from './incomplete-payment.md';

const active = ['must pay', 'shall pay', 'will pay', 'agrees to pay', 'must reimburse', 'shall reimburse', 'will reimburse'];
const passive = ['is payable', 'are payable', 'is due and payable', 'are due and payable', 'must be paid', 'shall be paid', 'will be paid', 'is to be paid', 'are to be paid', 'must be reimbursed', 'shall be reimbursed'];

const moneyNoun = /\b(?:fees?|price|prices|amounts?|sums?|royalt(?:y|ies)|commissions?|remuneration|compensation|payments?(?! (?:period|terms|date|day))|instal?lments?|charges|invoices?|licence fee|license fee|[a-z]{3} \d[\d,.]*)\b|[$€£]\s?\d/;
/** What is paid stands first: “the licence fee”, “fees”, “EUR 500”; “Alpha the fee” and “the owner a fee” name the payee first. */
const moneyStart = /^(?:(?:the|a|an|all|any|each|its|such|this|that) (?:(?!(?:the|a|an|its|each|any|all|creditor|owner|licensor|licensee|payee|party|parties|coordinator|supplier|seller|recipient|author|contributor|provider|lender|agent|expert|customer|contractor|other) )[a-z-]+ ){0,2}?)?(?:fees?|prices?|amounts?|sums?|royalt(?:y|ies)|commissions?|remuneration|compensation|payments?|instal?lments?|charges|costs?|expenses|difference|invoices?|interest|damages|[a-z]{3} \d|[$€£]|\d)/;

/** Roles that are paid by the role across the table: where a paragraph names one, the payee is known. */
const counterpart = /\b(?:seller|licensor|owner|creditor|payee|lender|lessor|landlord|transferor|vendor)s?\b/;

/** Payments whose payee, day or amount somebody else decides: taxes, own costs, salaries. */
const outside = /\b(?:tax|taxes|vat|duties|levies|its own|their own|own costs|salar(?:y|ies)|wages|premiums?|registration fees|filing fees|court fees|the authority|authorities|inventor|award|incurring|incurred)\b/;

/** A day or an event with a period. */
const due = /\bwithin\b|\bon or before\b|\b(?:no|not) later than\b|\b(?:upon|on|after|before|when|once|from|following) (?:the |its |a |an |each |receipt|signature|signing|delivery|acceptance|completion|invoice|demand|request|approval|publication|\d)|\bin (?:advance|arrears)\b|\bat the (?:end|start|beginning|same time)\b|\b(?:monthly|quarterly|annually|yearly|immediately|each month|each quarter|each year|due date|at once|on demand)\b|\bby (?:the |\d)|\bdays (?:after|of|from)\b/;

type Slot = 'payer' | 'payee' | 'time';

/** MON-004: a payment does not say who pays, who is paid, or when. */
export const incompletePayment: Check = {
  code: 'MON-004',
  rule: 'incomplete-payment',
  severity: 'error',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    const missing = new Map<Hit, Slot[]>();
    const times = timesOf(subject);
    for (const hit of subject.find([...active, ...passive])) {
      const sentence = subject.sentenceAt(hit.in, hit.from);
      const gaps = gapsOf(subject, hit, sentence, passive.includes(hit.phrase), times);
      if (gaps.length > 0) missing.set(hit, gaps);
    }
    for (const { first, all } of oncePerClause(missing.keys())) {
      yield { place: placeIn(first.in, first.from, first.to), params: { words: first.in.text.text.slice(first.from, first.to), gaps: (missing.get(first) as Slot[]).join('-') }, related: restOf(all) };
    }
  },
};

function gapsOf(subject: Subject, hit: Hit, sentence: Sentence, isPassive: boolean, times: Times): Slot[] {
  const before = sentence.lower.slice(0, hit.from - sentence.from);
  const after = sentence.lower.slice(hit.to - sentence.from).replace(/^ /, '');
  if (outside.test(sentence.lower) || !moneyNoun.test(sentence.lower) || /\b(?:no|not|nothing|only if|need not)\b/.test(before.slice(-40)) || /^(?:no|nothing)\b/.test(after)) return [];
  const gaps: Slot[] = [];
  if (isPassive) {
    if (!moneyNoun.test(before) || /\b(?:that|which|if|when|as|where|whether)$/.test(before.trimEnd())) return [];
    if (!/\bby (?:the |a |an |each |any )?[\p{L}]/u.test(sentence.lower) && !namesParty(subject, before)) gaps.push('payer');
    if (!/\bto (?:the |a |an |each |any )?[\p{L}]/u.test(sentence.lower)) gaps.push('payee');
  } else {
    // “Pay the fee to Alpha”, or “pay Alpha the fee”: without “to” somebody stands before the money.
    const moneyFirst = moneyStart.test(after);
    // “Reimburse the payment” names who is paid: whoever made it.
    if (moneyFirst && !hit.phrase.endsWith('reimburse') && !counterpart.test(hit.in.lower) && !/\bto (?:the |a |an |each |any |that |those |its )?[\p{L}]/u.test(after)) gaps.push('payee');
  }
  if (!due.test(sentence.lower) && !times.everywhere && !times.sections.has(hit.in.section)) gaps.push('time');
  return gaps;
}

/** “The fee of Beta is payable”, “Beta's fee”: a party is named before the verb. */
function namesParty(subject: Subject, before: string): boolean {
  return subject.parties.some((party) => party.shortName !== null && before.includes(party.shortName.toLowerCase()));
}

/** Where the text says when payments are due: in one of these sections, or in a section on payments, for all of them. */
interface Times {
  sections: ReadonlySet<PrintedSection>;
  everywhere: boolean;
}

function timesOf(subject: Subject): Times {
  const sections = new Set<PrintedSection>();
  for (const hit of subject.find(['pay', 'pays', 'paid', 'payable', 'payment', 'payments', 'due', 'invoice', 'invoices'])) {
    if (!sections.has(hit.in.section) && due.test(subject.sentenceAt(hit.in, hit.from).lower)) sections.add(hit.in.section);
  }
  return { sections, everywhere: [...sections].some((section) => /\b(?:payments?|invoices?|paying)\b/i.test(section.heading.text)) };
}
