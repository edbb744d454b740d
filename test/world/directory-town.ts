import type { Role, Seat } from '#agreement/record/seat';
import { sharedStream } from '#agreement/record/stream';
import type { Database } from '#world/store/database';
import type { AgreementDate, Append, Appended, PartyRow } from '#world/store/store';
import { openFresh, type TestStore } from '../stores';
import { handClock, partyRow, tokenDigest, type HandClock } from '../suites/store-conformance';

/** A seat that an agreement of a test begins with. */
export interface Sitting {
  person: string;
  party: string;
  role?: Role;
  organisation?: string | null;
}

/** What else an agreement of a test begins with. */
export interface Beginning {
  rows?: readonly PartyRow[];
  dates?: readonly AgreementDate[];
}

/** An installation with people, for tests of what they see. */
export interface Town {
  database: Database;
  clock: HandClock;
  /** Adds people; their mailboxes are <id>@example.org. */
  people(...names: string[]): Promise<void>;
  /** Begins an agreement: the first seat makes it, colleagues get theirs from it, the first of another party by an invitation. */
  begin(id: string, seats: readonly Sitting[], more?: Beginning): Promise<void>;
  /** An append by a seat, with an event in the shared stream. */
  share(id: string, by: Seat, more?: Partial<Append>): Promise<Appended>;
  end(): Promise<void>;
}

/** Opens an empty installation. */
export async function openTown(on: TestStore, start = '2026-11-20T10:00:00.000Z'): Promise<Town> {
  const clock = handClock(start);
  const database = await openFresh(clock, on);
  const { store, kysely } = database;
  const counts = new Map<string, number>();
  const sure = async (outcome: Promise<Appended>): Promise<Appended> => {
    const done = await outcome;
    if (done.kind !== 'appended') throw new Error(`the append of a test came out as ${done.kind}`);
    return done;
  };
  const share: Town['share'] = async (id, by, more = {}) => {
    const expectedSeq = counts.get(id) ?? 0;
    counts.set(id, expectedSeq + 1);
    return sure(store.append(by, { agreement: id, writes: [{ stream: sharedStream(id), expectedSeq, drafts: [{ kind: 'agreement-named', body: { type: 'RD', title: `Event ${expectedSeq}` } }] }], ...more }));
  };
  return {
    database,
    clock,
    share,
    async people(...names) {
      for (const name of names) {
        await kysely.insertInto('user').values({ id: name.toLowerCase(), name, email: `${name.toLowerCase()}@example.org`, emailVerified: 1, createdAt: clock(), updatedAt: clock(), twoFactorEnabled: 0, administrator: 0 }).execute();
      }
    },
    async begin(id, seats, { rows, dates } = {}) {
      const seated = seats.map(({ person, party, role = 'lead', organisation = null }) => ({ person, party, role, organisation }));
      const [first] = seated;
      if (first === undefined) throw new Error('an agreement begins with a seat');
      const maker = seatFor(first);
      const parties = [...new Set(seated.map((seat) => seat.party))];
      await share(id, maker, { create: true, grants: seated.filter((seat) => seat.party === first.party), rows: rows ?? parties.map((party) => partyRow(party)), ...(dates !== undefined && { dates }) });
      for (const party of parties.slice(1)) {
        const [leader, ...others] = seated.filter((seat) => seat.party === party);
        if (leader === undefined) continue;
        const invitation = { id: `${id}-${party}`, party, role: leader.role, email: `${leader.person}@example.org`, name: null, tokenDigest: tokenDigest(`${id}-${party}`), expiresAt: '2099-01-01T00:00:00.000Z' };
        await sure(store.append(maker, { agreement: id, writes: [], invitations: { make: [invitation] } }));
        await sure(store.append(seatFor(leader), { agreement: id, writes: [], invitations: { use: { id: invitation.id, by: leader.person } }, grants: [leader] }));
        if (others.length > 0) await sure(store.append(seatFor(leader), { agreement: id, writes: [], grants: others }));
      }
    },
    end: () => database.close(),
  };
}

/** The seat of somebody in a test. */
export function seatFor({ person, party, role = 'lead' }: Sitting): Seat {
  return { person, party, role, caucuses: [] };
}
