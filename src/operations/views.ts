import { z } from 'zod';
import { agreementId, plainText } from '#operations/forms';
import { filterForm, filterOf } from '#operations/list-agreements';
import { operation } from '#operations/operation';
import { Refused } from '#operations/refused';

/** Keeps a filter of the caller's list under a name. */
export const saveView = operation({
  name: 'save-view',
  summary: 'Keep a filter of your list under a name.',
  kind: 'write',
  direct: true,
  input: z.strictObject({ view: agreementId.optional().meta({ description: 'Id of the view to replace' }), name: plainText(100), filter: filterForm }),
  output: z.object({ view: z.string() }),
  may: 'person',
  run: async ({ person }, { view, name, filter }, world) => {
    const id = view ?? world.newId();
    await world.directory.saveView(person.person, { id, name, filter: filterOf(filter) });
    return { result: { view: id } };
  },
});

/** The caller's kept filters, by name. */
export const listViews = operation({
  name: 'list-views',
  summary: 'List your kept filters.',
  kind: 'read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), filter: z.record(z.string(), z.unknown()) })) }),
  may: 'person',
  run: async ({ person }, _input, world) => ({ result: { items: (await world.directory.views(person.person)).map(({ id, name, filter }) => ({ id, name, filter: { ...filter } })) } }),
});

/** Forgets a kept filter. */
export const deleteView = operation({
  name: 'delete-view',
  summary: 'Forget a kept filter.',
  kind: 'write',
  input: z.strictObject({ view: agreementId }),
  output: z.object({ done: z.literal(true) }),
  may: 'person',
  run: async ({ person }, { view }, world) => {
    if (!(await world.directory.deleteView(person.person, view))) throw new Refused('absent', 'There is no such view.', 'Choose one from the list.');
    return { result: { done: true as const } };
  },
});
