import type { Answers } from '#agreement/facts/answers';
import { itemsAt, statusAt, valueAt } from '#agreement/facts/read';
import type { cooperationSigns } from '#agreement/facts/schema/risk-and-compliance';

/** Something that a cooperation can become by accident, whatever its type. What is said of it explains; it judges nothing. */
export interface Trap {
  id: string;
  /** A few words, in lower case. */
  title: string;
  /** The questions beside which it is worth knowing. */
  asks: readonly string[];
  /** What is worth knowing. */
  words: string;
  /** What the product does about it. */
  does: string;
  /** Clauses that come in for it, and codes of checks that look for it. */
  clauses: readonly string[];
  checks: readonly string[];
  /** Where it comes from. */
  source: string;
  /** True where the answers touch it, false where they rule it out, undefined while they do not decide. */
  touches(answers: Answers): boolean | undefined;
  /** A code for what is still to be done where the answers touch it and no clause or other check settles it; the page of TRP-001 has its words. */
  leaves(answers: Answers): string | undefined;
}

type Sign = keyof typeof cooperationSigns;

/** Path of the question that asks about the signs of all traps at once. */
export const signsPath = 'compliance.signs';

/** Whether a sign was chosen; undefined while the question is open. */
function sign(answers: Answers, ...names: readonly Sign[]): boolean | undefined {
  const chosen = valueAt(answers, signsPath) as readonly string[] | undefined;
  return chosen === undefined ? undefined : names.some((name) => chosen.includes(name));
}

/** True if one holds, false if all are ruled out, else undecided. */
function any(...said: readonly (boolean | undefined)[]): boolean | undefined {
  return said.includes(true) ? true : said.includes(undefined) ? undefined : false;
}

const some = (answers: Answers, path: string, holds: (item: Readonly<Record<string, unknown>>) => boolean = () => true): boolean | undefined =>
  itemsAt(answers, path)?.some((item) => holds(item.value));
const filled = (answers: Answers, path: string): boolean => some(answers, path) === true;
const model = (answers: Answers, ...models: readonly string[]): boolean | undefined => (valueAt(answers, 'money.model') as readonly string[] | undefined)?.some((one) => models.includes(one));
const types = (answers: Answers): readonly string[] => [...(answers.type === undefined ? [] : [answers.type]), ...((valueAt(answers, 'agreement.modules') as readonly string[] | undefined) ?? [])];

/** Facts without which there may be no agreement at all. */
const essentials = ['scope.in', 'contribution.items', 'money.payment', 'money.shares', 'money.revenueBase', 'ip.exploitation'];

/** The traps that every type of agreement is looked at for (legal-substance §1, cross-type traps). */
export const traps: readonly Trap[] = [
  {
    id: 'partnership', title: 'partnership by accident', asks: ['money.model', 'money.shares', signsPath],
    words: 'Whoever runs a common business and shares profit and loss can be a partner by law, liable for all its debts. A sentence that denies it helps, but the facts count for more.',
    does: 'The text says that there is no partnership. A share of profit and loss is a problem that blocks signing until an attorney has cleared it.',
    clauses: ['no-partnership-no-agency'], checks: ['MON-008'], source: 'EW-04, DE-04, FR-09, NY-06, CA-05. An attorney must confirm.',
    touches: (answers) => any(model(answers, 'profit-share', 'revenue-share'), types(answers).includes('CJV'), sign(answers, 'joint-name')),
    leaves: (answers) => (sign(answers, 'joint-name') === true && model(answers, 'profit-share', 'revenue-share') === true ? 'joint-name' : undefined),
  },
  {
    id: 'agency', title: 'agency by accident', asks: ['party.dealRole', signsPath],
    words: 'A party that negotiates or signs for the others can bind them, even if nobody wrote down that it may.',
    does: 'The text lists what one party may do for the others and denies all else. Where nothing is listed, a problem asks for the list.',
    clauses: ['no-partnership-no-agency'], checks: ['TRP-001'], source: 'Apparent authority in all systems covered; legal-substance §1, trap 2. An attorney must confirm.',
    touches: (answers) => any(answers.parties.length === 0 ? undefined : answers.parties.some((party) => party.dealRole?.roles?.some((role) => role === 'agent' || role === 'coordinator') === true), sign(answers, 'speaks-for-others')),
    leaves: (answers) => (sign(answers, 'speaks-for-others') === true && !filled(answers, 'party.dealRole.agentActs') ? 'agency' : undefined),
  },
  {
    id: 'agree-later', title: 'an agreement to agree', asks: essentials,
    words: 'A price, a share, a scope or a licence that is left "to be agreed" may bind nobody. A formula, a named decider or a last day mends it.',
    does: 'What you leave open prints as a marked blank, and signing waits for it. Words such as "to be agreed" are a problem in the text.',
    clauses: [], checks: ['SCP-005', 'STR-002'], source: 'EW-03, NY-04.',
    touches: (answers) => (essentials.some((path) => statusAt(answers, path) === 'unknown') ? true : undefined),
    leaves: () => undefined,
  },
  {
    id: 'competition', title: 'competition law', asks: ['party.marketPosition', 'scope.exclusivity', 'restraint.items', signsPath],
    words: 'Prices, output, customers, areas, wages and hiring are not for competitors to settle or to talk about. A breach can be an offence and make the deal void.',
    does: 'Rules for meetings and information between competitors come into the text. Where limits and rivalry meet, an attorney is asked to look at it.',
    clauses: ['competition-protocol'], checks: ['TRP-001'], source: 'EU-04, EU-05, US-02. An attorney must confirm.',
    touches: (answers) => any(valueAt(answers, 'party.competitors') as boolean | undefined, some(answers, 'scope.exclusivity'), some(answers, 'restraint.items'), sign(answers, 'market-talk')),
    leaves: (answers) => {
      if (sign(answers, 'market-talk') === true) return 'market-talk';
      return valueAt(answers, 'party.competitors') === true && (filled(answers, 'scope.exclusivity') || filled(answers, 'restraint.items')) ? 'rivals-limit' : undefined;
    },
  },
  {
    id: 'agent-franchise', title: 'commercial agency or franchise by accident', asks: ['money.revenueBase', 'ip.brands', signsPath],
    words: 'Whoever wins customers for another over time can be a commercial agent, with a claim for compensation at the end. A name, its rules and a fee together can be a franchise.',
    does: 'A problem asks for an attorney, because the label in the text does not decide.',
    clauses: [], checks: ['TRP-001'], source: 'EU-13, US-07. An attorney must confirm.',
    touches: (answers) => sign(answers, 'sells-on-commission', 'brand-system'),
    leaves: (answers) => (sign(answers, 'sells-on-commission') === true ? 'commission' : sign(answers, 'brand-system') === true ? 'franchise' : undefined),
  },
  {
    id: 'employment', title: 'employment by accident', asks: ['work.people', signsPath],
    words: 'Staff who work in the team and under the instructions of another party can become its employees, or count as hired-out labour.',
    does: 'Lent staff is listed with its employer, its host and its end. Where it is not listed, a problem asks for it.',
    clauses: ['key-people-secondment'], checks: ['TRP-001'], source: 'Legal-substance §1, trap 6. An attorney must confirm the labour law of each place.',
    touches: (answers) => any(some(answers, 'work.people', ({ kind }) => kind === 'secondee'), sign(answers, 'staff-in-team')),
    leaves: (answers) => (sign(answers, 'staff-in-team') === true && some(answers, 'work.people', ({ kind }) => kind === 'secondee') !== true ? 'staff' : undefined),
  },
  {
    id: 'tax', title: 'tax without an invoice', asks: ['contribution.items', 'money.tax', signsPath],
    words: 'Work against work is taxed like work against money. People or equipment that stay abroad can create a taxable presence there, and a joint pot can be taxed as a partnership.',
    does: 'Rules on tax come into the text as soon as money or valued contributions move. A stay abroad asks for tax advice.',
    clauses: ['taxes'], checks: ['TRP-001'], source: 'Legal-substance §1, trap 7. A tax adviser must confirm.',
    touches: (answers) => any(valueAt(answers, 'contribution.inKindValued') as boolean | undefined, valueAt(answers, 'money.tax.crossBorder') as boolean | undefined, sign(answers, 'work-for-work', 'stays-abroad')),
    leaves: (answers) => {
      if (sign(answers, 'stays-abroad') === true) return 'abroad';
      return sign(answers, 'work-for-work') === true && valueAt(answers, 'money.tax.barter') === undefined ? 'exchange' : undefined;
    },
  },
  {
    id: 'public-money', title: 'public money', asks: ['money.funders', 'party.kind', 'compliance.profile', signsPath],
    words: 'Public bodies may have to buy by tender, and public money can be aid that must be paid back. Prices, shares and rights must then follow the market.',
    does: 'Rules of the funder and of the public body come into the text. Where nothing says how procurement and aid were looked at, a problem asks for it.',
    clauses: ['funder-flow-down', 'public-law'], checks: ['TRP-001'], source: 'EU-12. An attorney must confirm.',
    touches: (answers) => any(some(answers, 'money.funders'), valueAt(answers, 'party.publicBody') as boolean | undefined, sign(answers, 'public-money')),
    leaves: (answers) => {
      const touched = filled(answers, 'money.funders') || valueAt(answers, 'party.publicBody') === true || sign(answers, 'public-money') === true;
      const told = ['compliance.profile.procurement', 'compliance.profile.stateAid'].some((path) => valueAt(answers, path) !== undefined);
      return touched && !told ? 'public-money' : undefined;
    },
  },
  {
    id: 'clearance', title: 'merger, investment and subsidy control', asks: ['term.core', 'contribution.items', signsPath],
    words: 'A joint company, or a business that changes hands, may need clearance before anything is carried out. Acting earlier can be fined.',
    does: 'Clearances become conditions before the start. Where none is listed, a problem asks for an attorney.',
    clauses: ['conditions-precedent'], checks: ['TRP-001'], source: 'Legal-substance §1, trap 9. An attorney must always confirm.',
    touches: (answers) => any(types(answers).includes('IJV'), sign(answers, 'business-moves')),
    leaves: (answers) => ((types(answers).includes('IJV') || sign(answers, 'business-moves') === true) && !filled(answers, 'compliance.profile.clearances') ? 'clearance' : undefined),
  },
  {
    id: 'joint-ownership', title: 'joint ownership without rules', asks: ['ip.resultsOwnership', 'ip.jointRules'],
    words: 'What co-owners may do alone differs by country: use, license, sell a share, sue. "Jointly owned" says none of it.',
    does: 'As soon as results are joint, seven rules for them come into the text, each with a blank until it is answered.',
    clauses: ['joint-results'], checks: [], source: 'Legal-substance §1, trap 10.',
    touches: (answers) => {
      const rule = valueAt(answers, 'ip.resultsOwnership.rule');
      return rule === undefined ? undefined : rule === 'joint';
    },
    leaves: () => undefined,
  },
  {
    id: 'upstream', title: 'earlier promises', asks: ['ip.background', 'ip.people', 'agreement.relatedDocs', signsPath],
    words: 'A grant, a licence, a customer contract or an employment contract can forbid what is promised here. Nobody can give more than it has.',
    does: 'Each party lists limits on what it brings, and the earlier documents get a rank. Where none is named, a problem asks for it.',
    clauses: ['ip-chain-of-title', 'precedence'], checks: ['TRP-001'], source: 'Legal-substance §1, trap 11.',
    touches: (answers) => any(some(answers, 'ip.background', (item) => item['licenceIn'] !== undefined || item['thirdPartyRights'] !== undefined), some(answers, 'money.funders'), sign(answers, 'earlier-ties')),
    leaves: (answers) => (sign(answers, 'earlier-ties') === true && !filled(answers, 'agreement.relatedDocs') ? 'upstream' : undefined),
  },
  {
    id: 'own-form', title: 'one side’s standard terms', asks: [signsPath, 'risk.liability'],
    words: 'Terms that one side uses with many partners are tested for fairness in several countries, also between businesses. What was truly negotiated is tested less.',
    does: 'Every turn, comment and change is kept and can be exported as evidence of the negotiation. A problem asks for an attorney where limits of liability stand in one side’s form.',
    clauses: [], checks: ['TRP-001'], source: 'DE-01, FR-02, EU-07. An attorney must confirm.',
    touches: (answers) => sign(answers, 'own-form'),
    leaves: (answers) => (sign(answers, 'own-form') === true ? 'own-form' : undefined),
  },
];

/** The traps that are worth knowing at a question and that the answers have not ruled out. */
export function trapsAt(question: string, answers: Answers): { trap: Trap; touched: boolean }[] {
  return traps.flatMap((trap) => {
    const touched = trap.touches(answers);
    return !trap.asks.includes(question) || touched === false ? [] : [{ trap, touched: touched === true }];
  });
}
