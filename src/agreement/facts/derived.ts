import type { FactMeta } from '#agreement/facts/define';
import type { Answers, Party } from '#agreement/facts/schema/answers-file';

/** A fact that is never asked: it follows from what the parties answered for themselves. */
export interface DerivedFact {
  meta: FactMeta & Required<Pick<FactMeta, 'label' | 'section' | 'who'>>;
  /** The value, or undefined where the answers do not decide it. */
  value: (answers: Answers) => unknown;
  /** For a list: the path of the answered list that it shows, or undefined where there is none. */
  list?: (answers: Answers) => string | undefined;
}

const withRole = (answers: Answers, role: 'coordinator' | 'agent'): Party | undefined => answers.parties.find((party) => party.dealRole?.roles?.includes(role) === true);

/** True if one answer says so, false if every party answered and none says so, else undecided. */
function anyParty(answers: Answers, says: (party: Party) => boolean | undefined): boolean | undefined {
  const said = answers.parties.map(says);
  if (said.includes(true)) return true;
  return said.length === 0 || said.includes(undefined) ? undefined : false;
}

/** All derived facts by path; they can be read in slots and conditions like any other and never be set. */
export const derivedFacts: ReadonlyMap<string, DerivedFact> = new Map<string, DerivedFact>([
  ['party.dealRole.coordinator', {
    meta: { label: 'coordinator', format: 'party', example: 'alpha', section: 'work', who: ['J'], refers: 'parties' },
    value: (answers) => withRole(answers, 'coordinator')?.id,
  }],
  ['party.dealRole.agent', {
    meta: { label: 'party that may act for the others', format: 'party', example: 'alpha', section: 'work', who: ['J'], refers: 'parties' },
    value: (answers) => withRole(answers, 'agent')?.id,
  }],
  ['party.dealRole.agentActs', {
    meta: { label: 'acts in the name of the others', format: 'list-and', section: 'work', who: ['J'] },
    value: (answers) => withRole(answers, 'agent')?.dealRole?.agentActs,
    list: (answers) => {
      const agent = withRole(answers, 'agent');
      return agent === undefined ? undefined : `parties.${agent.id}.dealRole.agentActs`;
    },
  }],
  // Work against work is taxed like work against money, so its value calls for a rule on taxes.
  ['contribution.inKindValued', {
    meta: { label: 'valued contributions other than money', format: 'label', example: true, section: 'contributions', who: ['P', 'F'], options: { true: 'yes', false: 'no' } },
    value: (answers) => {
      const items = answers.facts.contribution?.items;
      if (items === undefined) return undefined;
      return items.some((item) => item.kind !== undefined && item.kind !== 'cash' && item.value !== undefined);
    },
  }],
  // Safeguards of competition law are needed as soon as one party names another as its rival.
  ['party.competitors', {
    meta: { label: 'competitors among the parties', format: 'label', example: false, section: 'compliance', who: ['P', 'L'], options: { true: 'yes', false: 'no' } },
    value: (answers) => anyParty(answers, ({ marketPosition }) => (marketPosition?.competesWith === undefined ? undefined : marketPosition.competesWith.length > 0)),
  }],
  ['party.publicBody', {
    meta: { label: 'public body among the parties', format: 'label', example: false, section: 'parties', who: ['P'], options: { true: 'yes', false: 'no' } },
    value: (answers) => anyParty(answers, ({ kind }) => (kind === undefined ? undefined : kind === 'public-body')),
  }],
]);
