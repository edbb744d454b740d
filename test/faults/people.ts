import { writeAnswers } from '#agreement/facts/answers';
import type { World } from '#world/world';
import { sampleAnswers } from '../agreement/sample-answers';
import { password, tokenOf, Visitor } from './visitor';

/** The three who write: a lead of each party, and counsel of the second. */
export const names = ['anna', 'bo', 'cy'] as const;

/** One of them. */
export type Name = (typeof names)[number];

/** Their cookies, by which they are signed in again after every start. */
export type Cookies = Record<Name, [string, string][]>;

/** Everybody, signed in. */
export type People = Record<Name, Visitor>;

/** Everybody by their cookies. */
export function signedIn(world: World, cookies: Cookies): People {
  const visitor = (name: Name): Visitor => new Visitor(world, new Map(cookies[name]));
  return { anna: visitor('anna'), bo: visitor('bo'), cy: visitor('cy') };
}

/** Gives everybody an account in a new installation. */
export async function settle(world: World): Promise<Cookies> {
  const anna = new Visitor(world);
  await anna.do('set-up', { name: 'Anna Meyer', email: mailboxes.anna, password, organisation: 'Alpha' });
  const account = async (email: string, name: string, organisation: string): Promise<Visitor> => {
    const { link } = await anna.do<{ link: string | null }>('invite-account', { email });
    const one = new Visitor(world);
    await one.do('sign-up', { token: tokenOf(link), name, password, organisation });
    return one;
  };
  const bo = await account(mailboxes.bo, 'Bo Rask', 'Beta');
  const cy = await account(mailboxes.cy, 'Cy Dumas', 'Dumas');
  return { anna: [...anna.cookies], bo: [...bo.cookies], cy: [...cy.cookies] };
}

/** Where each gets mail. */
export const mailboxes: Readonly<Record<Name, string>> = { anna: 'anna@alpha.example', bo: 'bo@beta.example', cy: 'cy@dumas.example' };

/** Carries one operation out as somebody: a write under a key of its own. */
export type Carry = <T>(who: Name | 'guest', operation: string, input: Record<string, unknown>) => Promise<T>;

/** Opens an agreement that is ready to be signed, sends it, and brings everybody to the table; returns its id. */
export async function openTable(carry: Carry): Promise<string> {
  const { agreement } = await carry<{ agreement: string }>('anna', 'create-agreement', { answers: writeAnswers(sampleAnswers(2)), party: 'alpha' });
  await carry('anna', 'send-turn', { agreement, answering: 0, note: 'A first version.' });
  const comeIn = async (host: Name, who: Name, role: string, party?: string): Promise<void> => {
    const { link } = await carry<{ link: string | null }>(host, 'invite-person', { agreement, email: mailboxes[who], role, ...(party !== undefined && { party }) });
    await carry(who, 'accept-invitation', { token: tokenOf(link) });
  };
  await comeIn('anna', 'bo', 'lead', 'beta');
  await comeIn('bo', 'cy', 'counsel');
  return agreement;
}

/** All parties agree to the newest turn, and counsel clears it, so that it can be sealed. */
export async function agreeAll(carry: Carry, agreement: string): Promise<void> {
  for (const [who, party] of [['anna', 'alpha'], ['bo', 'beta']] as const) {
    const { standing } = await carry<Talk>(who, 'read-negotiation', { agreement });
    const clauses = (standing?.rows ?? []).filter((row) => row.cells[party]?.state !== 'agreed' && row.cells[party]?.state !== 'proposes').map(({ clause, hash }) => ({ clause, hash }));
    if (clauses.length > 0) await carry(who, 'answer-clause', { agreement, answer: 'agreed', clauses });
  }
  const { turns } = await carry<Talk>('cy', 'read-negotiation', { agreement });
  await carry('cy', 'clear-version', { agreement, digest: turns.at(-1)?.digest });
}

/** What is read here of a negotiation. */
export interface Talk {
  turns: { turn: number; version: number; digest: string }[];
  unsent: boolean;
  standing: { rows: { clause: string; hash: string; cells: Record<string, { state: string } | undefined> }[] } | null;
}
