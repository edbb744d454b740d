import { writeAnswers } from '#agreement/facts/answers';
import type { Answers } from '#agreement/facts/answers';
import { printDocument, textsOf, type PrintedSection } from '#agreement/document/print';
import { documentFromJson } from '#agreement/document/schema';
import { peopleFrom } from '#agreement/words/people';
import { plainClause } from '#stages/draft/rewrite';
import type { Standing } from '#stages/negotiate/standing';
import { sampleAnswers } from '../agreement/sample-answers';

/* People who use a running server the way its pages do: what a journey needs to be so, without clicking there. */

/** A password for everybody in the journeys. */
export const password = 'four quiet horses run';

/** What the server refused, in its own words. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly asked: string, readonly answer: string) {
    super(`${asked} was answered ${status}: ${answer}`);
  }
}

/** Somebody with cookies of their own. */
export class Caller {
  readonly #cookies = new Map<string, string>();

  /** `address` of the server, such as `http://127.0.0.1:41234`. */
  constructor(readonly address: string) {}

  /** Reads an operation; of an agreement as `agreements/<id>/<name>`. */
  async read<T>(name: string, query: Record<string, string> = {}): Promise<T> {
    const search = new URLSearchParams(query).toString();
    return (await (await this.#ask(`${name}${search === '' ? '' : `?${search}`}`, {})).json()) as T;
  }

  /** Fetches a file that an operation makes. */
  async file(name: string, query: Record<string, string>): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#ask(`${name}?${new URLSearchParams(query).toString()}`, {})).arrayBuffer());
  }

  /** Writes to an operation. */
  async write<T>(name: string, body: unknown = {}): Promise<T> {
    return (await (await this.#ask(name, { method: 'POST', headers: { 'content-type': 'application/json', origin: this.address }, body: JSON.stringify(body) })).json()) as T;
  }

  /** The cookies as a browser takes them. */
  get cookies(): { name: string; value: string; url: string }[] {
    return [...this.#cookies].map(([name, value]) => ({ name, value, url: this.address }));
  }

  async #ask(name: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const cookie = [...this.#cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const answer = await fetch(`${this.address}/api/${name}`, { ...init, headers: { ...init.headers, ...(cookie !== '' && { cookie }) } });
    for (const line of answer.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(key, value);
    }
    if (!answer.ok) throw new Refusal(answer.status, name, await answer.text());
    return answer;
  }
}

/** Makes the first person of an installation: administrator, and manager of an organisation. */
export async function setUp(address: string, { name = 'Nora Brandt', email = 'nora@corvin.example', organisation = 'Corvin Robotics GmbH' } = {}): Promise<Caller> {
  const first = new Caller(address);
  await first.write('set-up', { name, email, password, organisation });
  return first;
}

/** Gives somebody an account by an administrator's invitation, with an organisation of their own. */
export async function account(administrator: Caller, { name, email, organisation }: { name: string; email: string; organisation: string }): Promise<Caller> {
  const { link } = await administrator.write<{ link: string }>('invite-account', { email });
  const caller = new Caller(administrator.address);
  await caller.write('sign-up', { token: tokenOf(link), name, password, organisation });
  return caller;
}

/** Invites somebody into an agreement and gives the link. */
export async function invite(lead: Caller, agreement: string, asked: { email: string; role: string; party?: string; name?: string }): Promise<string> {
  return (await lead.write<{ link: string }>(`agreements/${agreement}/invite-person`, asked)).link;
}

/** Comes in by a link without an account. */
export async function guest(lead: Caller, agreement: string, { name, ...asked }: { name: string; email: string; role: string; party?: string }): Promise<Caller> {
  const caller = new Caller(lead.address);
  await caller.write('accept-invitation', { token: tokenOf(await invite(lead, agreement, asked)), name });
  return caller;
}

const tokenOf = (link: string): string => link.slice(link.indexOf('#') + 1);

/** The three organisations: ids and names as the agreement has them. */
export const cast = {
  corvin: { id: 'corvin', name: 'Corvin', signatory: 'Ada Winter' },
  mirecourt: { id: 'mirecourt', name: 'Mirecourt', signatory: 'Bruno Marchand' },
  delfia: { id: 'delfia', name: 'Delfia', signatory: 'Carla de Wit' },
} as const;

const goals = {
  'goal.statement': [
    { id: 'pilot', text: 'three clinics use the inspection robot in daily work', beneficiary: 'the patients of the clinics', by: '2028-06-30' },
    { id: 'handbook', text: 'a public handbook helps every hospital to repeat the pilot', beneficiary: 'hospitals in Europe', by: '2028-12-31' },
  ],
};

/** Complete answers of a research cooperation between the three organisations, as an answers file. */
export function threeOrganisations(title = 'Corridor inspection pilot'): string {
  const renamed = [
    ['alpha', 'corvin'], ['Alpha', 'Corvin'], ['beta', 'mirecourt'], ['Université Beta', 'Université de Mirecourt'], ['Beta', 'Mirecourt'], ['gamma', 'delfia'], ['Gamma', 'Delfia'], ['Tidemark', title],
  ] as const;
  let text = writeAnswers(sampleAnswers(3, goals));
  for (const [from, to] of renamed) text = text.replaceAll(new RegExp(`(?<![\\p{L}])${from}(?![\\p{L}])`, 'gu'), to);
  return text;
}

/** What the journeys read of an agreement. */
export interface AgreementRead {
  document: unknown;
  answers: Answers;
  turn: number;
  seal: { sealed: string; fields: { id: string; party: string; signed: string | null }[] } | null;
}

/** What the journeys read of a negotiation. */
export interface TalkRead {
  standing: Standing;
  turns: { turn: number; version: number; digest: string }[];
  gate: { code: string; met: boolean; party: string | null; sentence: string }[];
}

/** An agreement as somebody sees it. */
export const readAgreement = (who: Caller, agreement: string): Promise<AgreementRead> => who.read(`agreements/${agreement}/read-agreement`);

/** Where everybody stands, as somebody sees it. */
export const talk = (who: Caller, agreement: string): Promise<TalkRead> => who.read(`agreements/${agreement}/read-negotiation`);

/** A clause of somebody's own version as it is printed. */
export async function clauseOf(who: Caller, agreement: string, clause: string): Promise<PrintedSection> {
  const { document, answers } = await readAgreement(who, agreement);
  const section = printDocument(documentFromJson(document), { people: peopleFrom(answers) }).sections.find((one) => one.id === clause);
  if (section === undefined) throw new Error(`the text has no clause ${clause}`);
  return section;
}

/** The words of a clause, one line for each of its texts. */
export async function wordsOf(who: Caller, agreement: string, clause: string): Promise<string> {
  return [...textsOf(await clauseOf(who, agreement, clause))].map((one) => one.text).join('\n');
}

/** Replaces words of a clause. */
export async function rewrite(who: Caller, agreement: string, clause: string, from: string, to: string): Promise<void> {
  const { heading, blocks } = plainClause(await clauseOf(who, agreement, clause));
  const changed = blocks.map((block) => ({ ...block, text: block.text.replace(from, to) }));
  if (changed.every((block, index) => block.text === blocks[index]?.text)) throw new Error(`"${from}" does not stand in ${clause}`);
  await who.write(`agreements/${agreement}/rewrite-clause`, { clause, heading, blocks: changed });
}

/** Sends somebody's version as the next turn. */
export async function send(who: Caller, agreement: string, note: string): Promise<void> {
  const { turn } = await readAgreement(who, agreement);
  await who.write(`agreements/${agreement}/send-turn`, { answering: turn, note });
}

/** Agrees to what waits for an answer of somebody's party, but for some clauses. */
export async function agree(who: Caller, agreement: string, party: string, except: readonly string[] = []): Promise<void> {
  const rows = (await talk(who, agreement)).standing.rows.filter((row) => row.cells[party]?.state === 'answer' && !except.includes(row.clause));
  if (rows.length > 0) await who.write(`agreements/${agreement}/answer-clause`, { answer: 'agreed', clauses: rows.map(({ clause, hash }) => ({ clause, hash })) });
}

/** Objects to a clause, with a reason for everybody. */
export async function object(who: Caller, agreement: string, clause: string, reason: string): Promise<void> {
  const row = (await talk(who, agreement)).standing.rows.find((one) => one.clause === clause);
  await who.write(`agreements/${agreement}/answer-clause`, { answer: 'objected', reason, clauses: [{ clause, hash: row?.hash }] });
}

/** Everybody at the table of the three organisations. */
export interface Table {
  agreement: string;
  a: Caller;
  b: Caller;
  c: Caller;
  counsel: Caller;
}

/** Leads of the other two organisations. */
export interface Others {
  b: Caller;
  c: Caller;
}

const others = {
  b: { name: 'Étienne Moreau', email: 'etienne@mirecourt.example', organisation: 'Université de Mirecourt', party: cast.mirecourt.id },
  c: { name: 'Joost de Vries', email: 'joost@delfia.example', organisation: 'Delfia Sensors B.V.', party: cast.delfia.id },
};

/** Gives the leads of the other two organisations accounts. */
export async function accounts(a: Caller): Promise<Others> {
  const [b, c] = await Promise.all([account(a, others.b), account(a, others.c)]);
  return { b, c };
}

/** Three organisations at one table: the first version is sent, both others have come in by links, with their accounts or as guests, and one brought counsel. */
export async function openTable(a: Caller, known?: Others, title?: string): Promise<Table> {
  const { agreement } = await a.write<{ agreement: string }>('create-agreement', { answers: threeOrganisations(title), party: cast.corvin.id });
  await send(a, agreement, 'A first version. Please look at the period of confidentiality in particular.');
  const comeIn = async (who: keyof Others): Promise<Caller> => {
    const { name, email, party } = others[who];
    if (known === undefined) return guest(a, agreement, { name, email, role: 'lead', party });
    await known[who].write('accept-invitation', { token: tokenOf(await invite(a, agreement, { email, role: 'lead', party })) });
    return known[who];
  };
  const [b, c] = await Promise.all([comeIn('b'), comeIn('c')]);
  const counsel = await guest(b, agreement, { name: 'Claire Dumas', email: 'claire@dumas-avocats.example', role: 'counsel' });
  return { agreement, a, b, c, counsel };
}

/** The table in the middle of its talk: changes, objections, comments of both kinds, issues of counsel, a clearance that lapsed. */
export async function negotiate({ agreement, a, b, c, counsel }: Table): Promise<void> {
  const at = `agreements/${agreement}`;
  const comment = (who: Caller, clause: string, scope: 'us' | 'everyone', text: string) => who.write(`${at}/make-comment`, { clause, scope, text });
  await agree(b, agreement, cast.mirecourt.id, ['confidentiality', 'purpose-and-goals']);
  await agree(c, agreement, cast.delfia.id, ['confidentiality', 'liability-cap', 'purpose-and-goals']);
  await object(c, agreement, 'liability-cap', 'Our insurer covers less than this amount.');
  await counsel.write(`${at}/clear-version`, { digest: (await talk(counsel, agreement)).turns.at(-1)?.digest });
  await counsel.write(`${at}/note-issue`, { clause: 'confidentiality', title: 'Five years are longer than our policy', text: 'The research council expects three years at most. Ask for three; four can be accepted if publications stay free.' });
  const { issue } = await counsel.write<{ issue: string }>(`${at}/note-issue`, { clause: 'liability-cap', scope: 'party', title: 'Insure the cap before signing', text: 'The policy of the university must name the pilot.' });
  await b.write(`${at}/settle-issue`, { issue, decision: 'The insurer confirms by Friday; we keep the amount.' });
  await b.write(`${at}/answer-questions`, { answers: [{ path: 'conf.terms.period', value: { n: 3, unit: 'year' } }] });
  await send(b, agreement, 'Three years instead of five, as our research council asks.');
  await comment(b, 'confidentiality', 'us', 'Four years are our limit. Do not offer them before they ask.');
  await comment(b, 'confidentiality', 'everyone', 'Our funders publish after three years. Would that do?');
  await comment(a, 'confidentiality', 'everyone', 'Three years could work if everybody keeps a list of who received what.');
  await rewrite(a, agreement, 'confidentiality', 'fit the value of the information.', 'fit the value of the information, and keep a list of who received it.');
  await send(a, agreement, 'Three years are fine, with a list of who received what.');
  await agree(b, agreement, cast.mirecourt.id, ['purpose-and-goals', 'confidentiality']);
}

/** Brings the talk to an end: everybody agrees, counsel clears, the text is sealed, and the given parties sign. */
export async function conclude({ agreement, a, b, c, counsel }: Table, signing: readonly (keyof typeof cast)[]): Promise<void> {
  const at = `agreements/${agreement}`;
  const callers = { corvin: a, mirecourt: b, delfia: c };
  const row = (await talk(c, agreement)).standing.rows.find((one) => one.clause === 'liability-cap');
  if (row?.cells[cast.delfia.id]?.state === 'objects') await c.write(`${at}/answer-clause`, { answer: 'agreed', clauses: [{ clause: row.clause, hash: row.hash }] });
  for (const [party, who] of Object.entries(callers)) await agree(who, agreement, party);
  const newest = (await talk(counsel, agreement)).turns.at(-1);
  await counsel.write(`${at}/clear-version`, { digest: newest?.digest });
  await a.write(`${at}/seal-agreement`, { version: newest?.version });
  for (const party of signing) {
    const { seal } = await readAgreement(callers[party], agreement);
    const field = seal?.fields.find((one) => one.party === party && one.signed === null);
    await callers[party].write(`${at}/sign-agreement`, { field: field?.id, name: cast[party].signatory, consent: seal?.sealed });
  }
}
