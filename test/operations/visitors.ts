import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { createAgreement } from '#operations/create-agreement';
import { acceptInvitation } from '#operations/accept-invitation';
import { invitePerson } from '#operations/invite-person';
import type { Context, Operation, Rule } from '#operations/operation';
import { performWhole } from '#operations/perform';
import { setUp } from '#operations/set-up';
import type { Role } from '#agreement/record/seat';
import { openWorld } from '#world/open-world';
import type { World } from '#world/world';
import { cheapPasswords } from '../cheap-passwords';
import { worldPlace } from '../stores';

/** A password for everybody in these tests. */
export const password = 'four quiet horses run';

/** An installation with a clock that only moves by hand. */
export interface House {
  world: World;
  /** Its data folder, where it is on one. */
  folder: string;
  /** Moves the clock. */
  pass(span: { days?: number; minutes?: number }): void;
  /** Somebody with a browser of their own. */
  visitor(): Visitor;
  end(): Promise<void>;
}

/** Opens an installation in memory, or on a fresh folder; without a mail server and for the invited only unless said otherwise. */
export async function openHouse({ mail = false, signUp = 'invited', setUpCode = null, kept = false }: { mail?: boolean; signUp?: 'open' | 'invited'; setUpCode?: string | null; kept?: boolean } = {}): Promise<House> {
  const folder = kept ? await mkdtemp(join(tmpdir(), 'entente-people-')) : undefined;
  let now = Date.parse('2026-11-23T09:00:00.000Z');
  const clock = (): string => new Date((now += 1)).toISOString();
  const served = { address: 'https://entente.example', mailServer: mail, signUp, setUpCode };
  const { release, ...place } = folder === undefined ? await worldPlace() : { release: () => undefined, data: join(folder, 'data') };
  const world = await openWorld({ served, clock, passwordCost: cheapPasswords, ...place });
  return {
    world,
    folder: folder === undefined ? '' : join(folder, 'data'),
    pass: ({ days = 0, minutes = 0 }) => void (now += (days * 1440 + minutes) * 60_000),
    visitor: () => new Visitor(world),
    end: async () => {
      await world.close();
      release();
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Somebody with a browser: keeps cookies and calls operations as the HTTP door would. */
export class Visitor {
  readonly world: World;
  readonly cookies = new Map<string, string>();

  constructor(world: World) {
    this.world = world;
  }

  headers(): Headers {
    return new Headers({ cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') });
  }

  /** Who the cookies say this is. */
  async context(): Promise<Context> {
    const headers = this.headers();
    return { person: await this.world.accounts.personOf(headers), caller: { headers, address: '192.0.2.7' } };
  }

  async do<I extends z.ZodType, O extends z.ZodType, M extends Rule>(operation: Operation<I, O, M>, input: z.input<I>, key?: string): Promise<z.output<O>> {
    const { result, cookies } = await performWhole(operation, await this.context(), input, this.world, { key });
    for (const line of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (line.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return result;
  }

  /** Id of the person that the cookies stand for. */
  async id(): Promise<string> {
    return (await this.context()).person?.person ?? '';
  }
}

/** What was refused: the kind of a Refused or "input", and what it says. */
export async function refusal(work: Promise<unknown>): Promise<{ kind: string; what: string; next: string; path?: string }> {
  try {
    await work;
  } catch (error) {
    const { kind = 'input', what, next, path, message } = error as { kind?: string; what?: string; next?: string; path?: string; message: string };
    if (what === undefined || next === undefined) throw new Error(`not a refusal: ${message}`, { cause: error });
    return { kind, what, next, ...(path !== undefined && { path }) };
  }
  throw new Error('nothing was refused');
}

/** The first person of a house, administrator and manager of ACME. */
export async function founder(house: House): Promise<Visitor> {
  const anna = house.visitor();
  await anna.do(setUp, { name: 'Anna Meyer', email: 'anna@acme.example', password, organisation: 'ACME' });
  return anna;
}

/** Answers with two parties. */
export const twoParties = JSON.stringify({
  entente: 1,
  type: 'RD',
  parties: [
    { id: 'acme', legalName: 'ACME Robotics GmbH', shortName: 'ACME' },
    { id: 'beta', legalName: 'Beta Labs B.V.', shortName: 'Beta' },
  ],
  facts: { agreement: { title: 'Shared gripper' } },
  answers: [],
});

/** Opens an agreement of ACME and Beta as a lead of ACME. */
export async function agreementOf(lead: Visitor): Promise<string> {
  return (await lead.do(createAgreement, { answers: twoParties, party: 'acme' })).agreement;
}

/** The token of a link. */
export const tokenOf = (link: string | null): string => (link ?? '').slice((link ?? '').indexOf('#') + 1);

/** Invites somebody and gives the token of the link. */
export async function invite(lead: Visitor, agreement: string, email: string, role: Role, party?: string): Promise<string> {
  return tokenOf((await lead.do(invitePerson, { agreement, email, role, ...(party !== undefined && { party }) })).link);
}

/** A guest who was invited and came in. */
export async function guest(house: House, lead: Visitor, agreement: string, { name, email, role, party }: { name: string; email: string; role: Role; party?: string }): Promise<Visitor> {
  const visitor = house.visitor();
  await visitor.do(acceptInvitation, { token: await invite(lead, agreement, email, role, party), name });
  return visitor;
}
