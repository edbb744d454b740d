import { z } from 'zod';
import { agreementId } from '#operations/forms';
import { operation } from '#operations/operation';
import { needCodes, type NeedCode } from '#world/store/store';
import type { ListFilter, ListRow } from '#world/store/directory';

const code = z.enum(needCodes);

/** One agreement in a person's lists. */
export const listRow = z.object({
  id: agreementId,
  title: z.string().nullable(),
  type: z.string().nullable(),
  parties: z.array(z.string()),
  status: z.string(),
  turn: z.number(),
  party: z.string(),
  role: z.string(),
  organisation: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** What is asked of the caller; `from` is the name of the party whose turn asks it, where another party's does. */
  need: z.object({ what: code, since: z.string(), from: z.string().optional() }).nullable(),
  waits: z.array(z.object({ party: z.string(), name: z.string().optional(), what: code })),
  waitsSince: z.string().nullable(),
  updatedAt: z.string(),
  archivedAt: z.string().nullable(),
});

/** How a list is narrowed, as an address can carry it. */
export const filterForm = z.strictObject({
  organisation: z.string().max(64).optional().meta({ description: 'Id of an organisation, or "none"' }),
  type: z.string().max(60).optional(),
  status: z.string().max(30).optional(),
  needs: z.enum(['any', ...needCodes]).optional().meta({ description: 'Only those that need the caller' }),
  waits: z.enum(['true', 'false']).optional().meta({ description: 'Only those that need nothing of the caller and wait for others' }),
  party: z.string().max(200).optional().meta({ description: 'Part of the short name of a party' }),
  archived: z.enum(['true', 'false']).optional(),
});

/** The filter of the directory that such a form stands for. */
export function filterOf(form: z.output<typeof filterForm>): ListFilter {
  const { organisation, needs, waits, archived, ...rest } = form;
  return {
    ...(rest.type !== undefined && { type: rest.type }),
    ...(rest.status !== undefined && { status: rest.status }),
    ...(rest.party !== undefined && { party: rest.party }),
    ...(organisation !== undefined && { organisation: organisation === 'none' ? null : organisation }),
    ...(needs !== undefined && { needs: needs === 'any' ? (true as const) : (needs as NeedCode) }),
    ...(waits === 'true' && { waits: true as const }),
    ...(archived === 'true' && { archived: true }),
  };
}

/** A row as results have it. */
export const rowOut = (row: ListRow): z.input<typeof listRow> => ({ ...row, parties: [...row.parties], waits: row.waits.map((wait) => ({ ...wait })) });

const page = { after: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) };

/** The agreements in which the caller has a seat, newest first. */
export const listAgreements = operation({
  name: 'list-agreements',
  summary: 'List your agreements, newest first.',
  kind: 'read',
  input: filterForm.extend(page),
  output: z.object({ items: z.array(listRow), next: z.string().nullable() }),
  may: 'person',
  run: async ({ person }, { after, limit, ...filter }, world) => {
    const found = await world.directory.list(person.person, filterOf(filter), { limit, ...(after !== undefined && { after }) });
    return { result: { items: found.items.map(rowOut), next: found.next } };
  },
});

/** Agreements by the words that the caller may read in them. */
export const searchAgreements = operation({
  name: 'search-agreements',
  summary: 'Find agreements by their words.',
  kind: 'read',
  input: z.strictObject({ text: z.string().trim().min(1).max(200), ...page }),
  output: z.object({
    items: z.array(
      listRow.extend({
        excerpt: z.string().nullable().meta({ description: 'Words around a match; null where the title or the name of a party matches' }),
        marks: z.array(z.object({ from: z.number(), to: z.number() })).meta({ description: 'Parts of the excerpt that match, in UTF-16 offsets' }),
      }),
    ),
    next: z.string().nullable(),
  }),
  may: 'person',
  run: async ({ person }, { text, after, limit }, world) => {
    const found = await world.directory.search(person.person, text, { limit, ...(after !== undefined && { after }) });
    return { result: { items: found.items.map((row) => ({ ...rowOut(row), excerpt: row.excerpt, marks: row.marks })), next: found.next } };
  },
});

/** What needs the caller, what waits on others, and what falls due. */
export const readHome = operation({
  name: 'read-home',
  summary: 'Read what needs you, what waits on others, and what falls due.',
  kind: 'read',
  input: z.strictObject({ organisation: z.string().max(64).optional() }),
  output: z.object({
    today: z.string(),
    needs: z.object({ count: z.number(), items: z.array(listRow) }),
    waits: z.object({ count: z.number(), items: z.array(listRow) }),
    dates: z.object({
      overdue: z.number(),
      soon: z.number(),
      items: z.array(z.object({ agreement: z.string(), title: z.string().nullable(), party: z.string(), own: z.boolean(), on: z.string(), obligation: z.string(), what: z.string(), clause: z.string() })),
    }),
    agreements: z.object({ count: z.number(), items: z.array(listRow) }),
  }),
  may: 'person',
  run: async ({ person }, { organisation }, world) => {
    const today = world.now().slice(0, 10);
    const home = await world.directory.home(person.person, organisation ?? null, today);
    const rows = ({ count, items }: { count: number; items: ListRow[] }) => ({ count, items: items.map(rowOut) });
    return { result: { today, needs: rows(home.needs), waits: rows(home.waits), dates: { ...home.dates, items: home.dates.items.map((item) => ({ ...item })) }, agreements: rows(home.agreements) } };
  },
});
