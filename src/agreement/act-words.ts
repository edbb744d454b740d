import type { Action, Anchor } from '#agreement/obligation';

const verbs: Readonly<Record<Action, string>> = {
  pay: 'pay', deliver: 'deliver', provide: 'provide', perform: 'carry out', report: 'report', notify: 'give notice of', decide: 'decide on',
  'give-access': 'give access to', grant: 'grant', refrain: 'refrain from', cooperate: 'cooperate in',
  'keep-records': 'keep records of', return: 'return',
};

const anchors: Readonly<Record<Exclude<Anchor, 'date'>, string>> = {
  start: 'the start of this agreement', end: 'the end of this agreement', signature: 'the last signature',
  'year-end': 'the end of the calendar year', 'quarter-end': 'the end of the calendar quarter', 'month-end': 'the end of the calendar month',
};

/** A fixed point of the agreement in words: "the last signature". */
export function anchorInWords(anchor: Exclude<Anchor, 'date'>): string {
  return anchors[anchor];
}

/** What an act is called: "pay", "give notice of". */
export function actInWords(action: Action): string {
  return verbs[action];
}
