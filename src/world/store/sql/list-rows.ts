import type { Role } from '#agreement/record/seat';
import type { ListRow } from '#world/store/directory';
import type { Need, NeedCode, Wait } from '#world/store/store';
import type { Connection } from '#world/store/sql/rows';

/** The agreements in which a person has a live seat, each with what the person's own party sees of it; to be narrowed and ordered. */
export function ownAgreements(db: Connection, person: string) {
  return db
    .selectFrom('seats')
    .innerJoin('members', (join) => join.onRef('members.agreement', '=', 'seats.agreement').onRef('members.party', '=', 'seats.party'))
    .leftJoin('organisations', 'organisations.id', 'seats.organisation')
    .select([
      'seats.agreement',
      'members.title',
      'members.type',
      'members.parties',
      'members.status',
      'members.turn',
      'seats.party',
      'seats.role',
      'seats.organisation',
      'organisations.name as organisation_name',
      'seats.needs',
      'seats.needs_since',
      'members.needs as asked',
      'members.waits',
      'seats.waits_since',
      'seats.updated_at',
      'seats.archived_at',
    ])
    .where('seats.person', '=', person)
    .where('seats.ended_at', 'is', null);
}

/** A row of `ownAgreements`. */
export type OwnRow = Awaited<ReturnType<ReturnType<typeof ownAgreements>['executeTakeFirstOrThrow']>>;

/** The entry of a list that a row makes. */
export function listRowOf(row: OwnRow): ListRow {
  return {
    id: row.agreement,
    title: row.title,
    type: row.type,
    parties: JSON.parse(row.parties) as string[],
    status: row.status,
    turn: row.turn,
    party: row.party,
    role: row.role as Role,
    organisation: row.organisation === null ? null : { id: row.organisation, name: row.organisation_name ?? '' },
    need: row.needs === null ? null : { what: row.needs as NeedCode, since: row.needs_since ?? row.updated_at, ...fromOf(row) },
    waits: JSON.parse(row.waits) as Wait[],
    waitsSince: row.waits_since,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
  };
}

/** Whose turn asks it, where another party's does. */
function fromOf(row: OwnRow): { from?: string } {
  const from = (JSON.parse(row.asked) as Need[]).find((need) => need.role === row.role && need.what === row.needs)?.from;
  return from === undefined ? {} : { from };
}
