import type { Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { factAt, resolvePath, type Step } from '#agreement/facts/table';
import type { Json } from '#agreement/record/canonical';
import type { Command } from '#agreement/record/decide';
import type { RecordAnswer, RecordParty } from '#agreement/record/event';
import { maskPeople } from '#agreement/record/mask-people';
import type { PersonDetails, PersonRecord } from '#agreement/record/person';
import type { State } from '#agreement/record/state';
import { asJson } from '#operations/json';

/** Where ids and salts for person records come from. */
export interface Minting {
  newId(): string;
  newSalt(): string;
}

/** Answers as events may hold them: people's names and addresses taken out into records of their own. */
export interface Recorded {
  answers: RecordAnswer[];
  people: PersonRecord[];
}

/** One answer to record: a path and its agreed value, or null for "not known yet". */
export interface GivenAnswer {
  path: string;
  value: unknown;
  status: 'agreed' | 'unknown' | 'proposed' | 'disputed';
  evidence?: string[];
}

/** Everything that a set of answers says, one entry per field of a group and of a party. */
export function entriesOf(answers: Answers): GivenAnswer[] {
  const entries: GivenAnswer[] = [];
  for (const [group, fields] of Object.entries(answers.facts)) {
    for (const [field, value] of Object.entries((fields ?? {}) as Record<string, unknown>)) if (value !== undefined) entries.push({ path: `${group}.${field}`, value, status: 'agreed' });
  }
  for (const party of answers.parties) {
    for (const [field, value] of Object.entries(party)) if (!['id', 'legalName', 'shortName'].includes(field) && value !== undefined) entries.push({ path: `parties.${party.id}.${field}`, value, status: 'agreed' });
  }
  for (const answer of answers.answers) entries.push({ path: answer.path, value: answer.value ?? null, status: answer.status, ...(answer.evidence !== undefined && { evidence: answer.evidence }) });
  return entries;
}

/** Masks personal values of answers before they become part of an event. */
export function recordAnswers(given: readonly GivenAnswer[], minting: Minting): Recorded {
  const people: PersonRecord[] = [];
  const mint = (_path: string, details: PersonDetails): PersonRecord => ({ id: minting.newId(), salt: minting.newSalt(), details });
  const answers = given.map(({ path, value, status, evidence }): RecordAnswer => {
    const masked = maskPeople(path, asJson(value), isPersonal, mint);
    people.push(...masked.people);
    return { path, value: masked.value, status, ...(evidence !== undefined && { evidence }) };
  });
  return { answers, people };
}

/** Commands that lead from one set of answers to another, and the people records that go with them. */
export function answersCommands(before: Answers, after: Answers, minting: Minting): { commands: Command[]; people: PersonRecord[] } {
  const commands: Command[] = [];
  const title = valueAt(after, 'agreement.title');
  commands.push({ do: 'name', type: after.type ?? null, title: typeof title === 'string' ? title : null });
  const parties = recordParties(after);
  if (JSON.stringify(parties) !== JSON.stringify(recordParties(before))) commands.push({ do: 'describe-parties', parties });
  const held = new Map(entriesOf(before).map((entry) => [`${entry.path} ${entry.status}`, JSON.stringify(asJson(entry.value))]));
  const entries = entriesOf(after);
  const changed = entries.filter((entry) => held.get(`${entry.path} ${entry.status}`) !== JSON.stringify(asJson(entry.value)));
  const kept = new Set(entries.map((entry) => entry.path));
  const gone = [...new Set([...held.keys()].map((key) => key.slice(0, key.indexOf(' '))))].filter((path) => !kept.has(path));
  const recorded = recordAnswers(changed, minting);
  if (gone.length > 0) commands.push({ do: 'withdraw-answers', paths: gone });
  if (recorded.answers.length > 0) commands.push({ do: 'answer', answers: recorded.answers });
  return { commands, people: recorded.people };
}

/** True for a fact about a person and for the parts of one (the street of an address). */
function isPersonal(path: string): boolean {
  for (let part = path; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
    const row = factAt(part);
    if (row !== undefined) return row.personal === true;
  }
  return false;
}

/** The parties as the record holds them. */
export function recordParties(answers: Answers): RecordParty[] {
  return answers.parties.map((party) => ({ id: party.id, legalName: party.legalName ?? null, shortName: party.shortName ?? null }));
}

/** The answers that a state holds, with masked values filled in again by `unmask`. */
export function answersFrom(state: State, unmask: (value: Json) => Json): Answers {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const answers = {
    entente: 1,
    ...(state.type !== null && { type: state.type }),
    parties: state.parties.map((party) => ({ id: party.id, ...(text(party.shortName) !== undefined && { shortName: party.shortName }), ...(text(party.legalName) !== undefined && { legalName: party.legalName }) })),
    facts: {},
    answers: [] as Record<string, unknown>[],
  };
  for (const path of Object.keys(state.answers).sort((a, b) => a.split('.').length - b.split('.').length || (a < b ? -1 : 1))) {
    for (const held of state.answers[path] ?? []) {
      const value = unmask(held.value);
      const steps = resolvePath(path)?.steps;
      if (held.status === 'agreed' && steps !== undefined && value !== null) put(answers, steps, value);
      // An agreed value that was erased is not known any more.
      else if (held.status === 'agreed' && value === null) answers.answers.push({ path, status: 'unknown', at: held.at });
      else answers.answers.push({ path, ...(value !== null && { value }), status: held.status, at: held.at, ...(held.evidence !== undefined && { evidence: held.evidence }) });
    }
  }
  // The state holds only what passed the facts' schema when it was answered.
  return answers as unknown as Answers;
}

type Container = Record<string, unknown> | Record<string, unknown>[];

function put(root: Record<string, unknown>, steps: readonly Step[], value: unknown): void {
  let here: Container = root;
  steps.forEach((step, index) => {
    const next = steps[index + 1];
    const last = next === undefined;
    if ('item' in step) {
      const list = here as Record<string, unknown>[];
      let item = list.find((one) => one.id === step.item);
      if (item === undefined) list.push((item = { id: step.item }));
      if (last) Object.assign(item, value);
      here = item;
      return;
    }
    const key = 'field' in step ? step.field : step.entry;
    const record = here as Record<string, unknown>;
    if (last) record[key] = value;
    else here = (record[key] ??= 'item' in next ? [] : {}) as Container;
  });
}
