import type { FactMeta } from '#agreement/facts/define';
import type { Answers, Party } from '#agreement/facts/schema/answers-file';
import { agreementTypes } from '#agreement/facts/schema/purpose';

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

/** The parties that have one of the roles in some activity with personal data; undecided while roles are open and none is named. */
function roleFact(label: string, wanted: readonly string[]): DerivedFact {
  return {
    meta: { label, format: 'list-and', of: 'party', example: ['alpha'], section: 'data', who: ['D'], refers: 'parties' },
    value: ({ facts }) => {
      const roles = facts.data?.personal?.flatMap((activity) => activity.roles ?? [undefined]);
      if (roles === undefined) return undefined;
      const found = new Set(roles.flatMap((one) => (one?.party !== undefined && one.role !== undefined && wanted.includes(one.role) ? [one.party] : [])));
      return found.size === 0 && roles.some((one) => one?.party === undefined || one.role === undefined) ? undefined : [...found];
    },
  };
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
  // A module brings what its type requires, so conditions on the type look at all of them.
  ['agreement.types', {
    meta: { label: 'types of the agreement', format: 'list-and', of: 'label', example: ['RD', 'DATA'], section: 'parties', who: ['J'], options: agreementTypes },
    value: (answers) => (answers.type === undefined ? undefined : [answers.type, ...(answers.facts.agreement?.modules ?? [])]),
  }],
  // Where nothing or only a part binds, the text shrinks; a text about which nothing was said is read as one that binds.
  ['agreement.memorandum', {
    meta: { label: 'text that does not bind as a whole', format: 'label', example: false, section: 'law-and-notices', who: ['J', 'L'], options: { true: 'yes', false: 'no' } },
    value: (answers) => {
      const status = answers.facts.agreement?.bindingness?.status;
      return status === 'non-binding' || status === 'mixed';
    },
  }],
  // Statements of income are owed only where a price depends on the use of a licence. Open licences leave a blank of their own.
  ['ip.exploitation.royalties', {
    meta: { label: 'licences with a royalty', format: 'label', example: true, section: 'ip', who: ['J', 'L'], options: { true: 'yes', false: 'no' } },
    value: (answers) => answers.facts.ip?.exploitation?.licences?.some(({ royalty }) => royalty !== undefined && Number(royalty) > 0) ?? false,
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
  ['data.controllers', roleFact('controllers', ['controller', 'joint-controller'])],
  ['data.jointControllers', roleFact('joint controllers', ['joint-controller'])],
  ['data.processors', roleFact('processors', ['processor'])],
  ['party.publicBody', {
    meta: { label: 'public body among the parties', format: 'label', example: false, section: 'parties', who: ['P'], options: { true: 'yes', false: 'no' } },
    value: (answers) => anyParty(answers, ({ kind }) => (kind === undefined ? undefined : kind === 'public-body')),
  }],
]);
