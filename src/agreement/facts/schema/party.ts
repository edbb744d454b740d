import { z } from 'zod';
import { address, choice, choices, count, date, describe, email, group, line, list, money, name, partyIds, person, place, places, text } from '#agreement/facts/define';
import { idSchema } from '#agreement/facts/values';

/** Shares of a market as competition law bands them; legal-substance §2, party.marketPosition. */
export const shareBands = {
  'under-5': 'under 5%', 'under-10': 'under 10%', 'under-20': 'under 20%', 'under-25': 'under 25%', 'under-30': 'under 30%', '30-or-more': '30% or more',
} as const;

/** The roles a party can have in the cooperation; `agent` may do the listed acts in the name of the others. */
export const dealRoles = {
  coordinator: 'coordinator', contributor: 'contributor', host: 'host', sponsor: 'sponsor', licensor: 'licensor', licensee: 'licensee',
  distributor: 'distributor', maintainer: 'maintainer', observer: 'observer', agent: 'agent',
} as const;

/** What kind of person a party is; an unincorporated unit (a department, a working group) is recorded so that it can be pointed out. */
export const partyKinds = {
  company: 'company', partnership: 'partnership', 'public-body': 'public body', university: 'university', charity: 'charity',
  individual: 'individual', 'international-organisation': 'international organisation', unincorporated: 'unit without legal personality',
} as const;

const registryIds = list('register entry', {
  scheme: choice('kind of number', { register: 'national register', lei: 'LEI', euid: 'EUID', vat: 'VAT number' }),
  register: line('register', 'Munich', { name: true }),
  number: line('number in the register', 'HRB 1234', { name: true }),
}, { format: 'registry', who: ['P'], question: 'Under which numbers is the organisation registered?', help: 'A register number proves that the organisation exists and tells it from others with a similar name. A body that is in no register leaves the list empty.', how: 'Give the number and the register that keeps it; add a VAT number or LEI if you have one.', when: 'In every agreement; none for a body that is in no register.' });

const signatories = list('signatory', {
  name: person('name of the signatory'),
  office: name('office of the signatory', 'Managing Director'),
  authority: choice('basis of the authority', { organ: 'organ entered in the register', 'power-of-attorney': 'power of attorney', statute: 'statute or public law', 'internal-rules': 'internal signing rules', self: 'acting for himself or herself' }),
  acts: choice('sole or joint power', { sole: 'alone', joint: 'jointly with another signatory' }),
  limit: money('value limit of the authority', '500000.00'),
  evidence: line('evidence of the authority', 'Extract from the commercial register'),
  evidenceDate: date('date of the evidence', '2027-01-15'),
  expiry: date('end of the authority', '2028-12-31'),
}, { eachParty: true, section: 'signing', who: ['P', 'L'], question: 'Who signs for the organisation, and what shows that they may?', help: 'A contract binds an organisation only if the person who signs has the power to do so.', how: 'Name each person who will sign, the office held, and the extract or power that shows it.', when: 'In every agreement, before signing.' });

/** What a party says of itself; paths are `parties.<id>.<field>`, in conditions and slots over all parties `party.<field>`. */
export const partyFields = {
  legalName: name('legal name', 'Alpha Robotics GmbH', { who: ['P'], question: 'What is the full legal name of the organisation?', help: 'The name as the register spells it decides who is bound. A trade name or a group name can point to the wrong debtor.', how: 'Copy it letter by letter from the register or the statutes.', when: 'In every agreement.' }),
  shortName: describe(z.string().min(1).max(30).regex(/^[^\n]*$/), { label: 'short name', format: 'text', example: 'Alpha', name: true, who: ['P'], question: 'What shall the agreement call the organisation?', help: 'The short name stands in every sentence about it. It must differ from the names of the others.', how: 'Choose one or two words that its people use for it.', when: 'In every agreement.' }).optional(),
  kind: choice('kind of organisation', partyKinds, { who: ['P'], question: 'What kind of organisation is it?', help: 'Public bodies, charities and individuals follow rules of their own on power, money and consumer protection. A department or working group cannot be a party.', how: 'Choose what its register or its law says it is; ask its legal department if in doubt.', when: 'In every agreement.' }),
  legalForm: name('legal form', 'GmbH', { who: ['P'], question: 'What is its legal form?', help: 'The form shows who may act for the organisation and who is liable for it.', how: 'Write it as the register does, such as GmbH, Ltd or public university.', when: 'In every agreement.' }),
  seat: place('seat', 'DE', { who: ['P'], question: 'In which country, or part of one, does it have its seat?', help: 'The seat decides which mandatory law applies beside the law that the parties choose.', how: 'Choose the country of the registered office, and the part where law differs inside it.', when: 'In every agreement.' }),
  registryIds,
  addresses: group('addresses', {
    registered: address('registered office'),
    notice: address('notice address'),
    email: email('email address for notices', 'notices@alpha.example'),
    attention: person('person or office to whose attention notices go', 'Legal Department'),
  }, { section: 'law-and-notices', who: ['P'], question: 'Where shall notices to the organisation go?', help: 'A notice to this address counts even if nobody reads it.', how: 'Give an address where somebody opens the post, and an office instead of a person who may leave.', when: 'In every agreement, before signing at the latest.' }),
  sizeClass: group('size of the organisation', {
    size: choice('size class', { micro: 'micro', small: 'small', medium: 'medium-sized', large: 'large' }),
    group: name('group of companies', 'Alpha Holding'),
    headcount: count('number of staff', 48),
    turnover: money('yearly turnover', '9000000.00'),
  }, { who: ['P'], question: 'How large is the organisation, with the group it belongs to?', help: 'Rules on late payment, data access and public funding depend on the size.', how: 'Count staff and turnover of the whole group in the last full year.', when: 'If payment periods, data access or funding depend on size.' }),
  signatories,
  approvals: list('approval', {
    organ: name('organ or authority', 'Supervisory board'),
    neededFor: line('what the approval is needed for', 'contracts over EUR 250,000'),
    status: choice('state of the approval', { 'not-requested': 'not requested', pending: 'requested', granted: 'granted', refused: 'refused' }),
    date: date('date of the approval', '2027-02-01'),
  }, { section: 'signing', who: ['P'], question: 'Which approvals does the organisation need before it is bound?', help: 'A board, a council, a ministry or a works council may have to agree. A pending approval becomes a condition.', how: 'List each organ or authority that must say yes, even if it always does.', when: 'If a board, council, ministry or works council must agree.' }),
  affiliatesInScope: list('affiliate', {
    entity: name('affiliate', 'Alpha Services GmbH'),
    registration: line('number in the register', 'HRB 5678', { name: true }),
    seat: place('seat of the affiliate', 'DE'),
    rights: text('rights of the affiliate', 'may use the Results in its own products'),
    duties: text('duties of the affiliate', 'keeps the same secrets'),
  }, { section: 'work', who: ['P'], question: 'Which affiliates of the organisation shall take part?', help: 'An affiliate is not bound by the agreement. The organisation answers for the affiliates it names.', how: 'Name each company of the group that works, receives or uses something here.', when: 'If companies of a group take part without being parties.' }),
  dealRole: group('role in the cooperation', {
    roles: choices('role', dealRoles, { who: ['J'] }),
    tasks: text('tasks and limits of the role', 'Calls the meetings and keeps the minutes'),
    agentActs: list('act in the name of the others', { text: text('act in the name of the others', 'submit the joint bid to the city') }),
    contacts: list('contact', {
      name: person('name of the contact'),
      office: name('office of the contact', 'Project manager'),
      subject: line('subject of the contact', 'daily work'),
      email: email('email address of the contact', 'project@alpha.example'),
    }),
  }, { section: 'work', who: ['J'], question: 'Which role does the organisation have, and who are its contacts?', help: 'Each role carries duties. Contacts run the daily work but cannot change the agreement.', how: 'Choose its roles, and name the people whom the others call about daily work.', when: 'In every agreement.' }),
  marketPosition: group('market position', {
    competesWith: partyIds('competitors among the parties', ['beta'], { who: ['P', 'L'] }),
    markets: list('market', {
      market: line('market', 'inspection robots'),
      territory: place('area of the market', 'DE'),
      shareBand: choice('share of the market', shareBands),
    }),
  }, { section: 'compliance', who: ['P', 'L'], question: 'Which of the other parties does the organisation compete with, and how large are its market shares?', help: 'Rivals who cooperate need safeguards. Whether a safe harbour of competition law is open depends on the share bands.', how: 'Tick each party that offers what you offer; estimate the share of each market in bands.', when: 'If parties may be rivals in some market.' }),
  controlAndScreening: group('control and screening', {
    owners: text('beneficial control', 'Alpha Holding SE holds 100%', { personal: true }),
    screenedOn: date('date of the screening', '2027-01-20'),
    result: choice('result of the screening', { clear: 'no match', match: 'match', pending: 'under way' }),
    evidence: line('evidence of the screening', 'Screening report 12/2027'),
  }, { section: 'compliance', who: ['P', 'L'], question: 'Who controls the organisation, and was it screened against sanctions lists?', help: 'Sanctions, foreign investment and bribery rules look at who stands behind a party.', how: 'Name owners above 25% and the day and result of the screening.', when: 'If sanctions, foreign investment or bribery rules touch the deal.' }),
  counsel: list('attorney', {
    name: person('name of the attorney', 'Noor Haddad'),
    firm: name('law firm', 'Haddad Rechtsanwälte'),
    bar: line('bar or register', 'Rechtsanwaltskammer Berlin'),
    number: line('number in the register', '12345', { name: true }),
    jurisdictions: places('jurisdictions of the attorney'),
    consentRecord: text('record of informed consent to a conflict', 'Consent of Alpha of 3 March 2027'),
  }, { section: 'signing', who: ['P'], question: 'Which attorney advises the organisation?', help: 'An attorney acts for exactly one party. Notes of one seat are invisible to the others.', how: 'Name the attorney who acts for this party and for no other one.', when: 'If an attorney reviews the text for the party.' }),
};

/** One party: its id and what it says of itself. */
export const partySchema = describe(z.strictObject({ id: idSchema, ...partyFields }), { label: 'party', section: 'parties', who: ['P'] });

/** The parties of an agreement: none, one or more; how many there should be is a question for the checks. */
export const partiesSchema = describe(z.array(partySchema).max(500), {
  label: 'parties', format: 'list-and', section: 'parties', who: ['J'],
  question: 'Which organisations take part?', help: 'Only an organisation that is listed here is bound. Each one is a party with the same standing.', how: 'Add one entry for each organisation that shall be bound, with the name that its register shows.', when: 'In every agreement, first of all.',
});
