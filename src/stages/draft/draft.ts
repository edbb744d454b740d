import type { Node } from 'prosemirror-model';
import { clauseAttrs, clausesOf, schedulesOf, schema, type AgreementAttrs, type Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { capital } from '#agreement/document/print';
import type { Library } from '#library/library';
import { draftClause, type DraftedClause } from '#stages/draft/clause';
import { readsTheSame, same } from '#stages/draft/reading';
import { selectClauses, type Choice } from '#stages/draft/select';

/** A clause that could stand in the agreement, and the facts that would decide it. */
export interface OpenClause {
  clause: string;
  paths: string[];
}

/** A new drafting of a clause that people have changed: offered, never put in its place. */
export interface Redraft {
  clause: string;
  drafted: DraftedClause;
}

/** What drafting gives: the text, what is open, and redrafts of edited clauses to offer. */
export interface Draft {
  document: Document;
  open: OpenClause[];
  redrafts: Redraft[];
}

/** An earlier drafting; clauses whose answers did not change are taken over as the same objects. */
export interface Previous {
  document: Document;
  answers: Answers;
}

/**
 * Drafts an agreement: answers and library in, Document out. Nothing unknown is assumed: it prints as a blank.
 * With `previous`, untouched clauses stay identical objects, and edited clauses stay as people left them.
 */
export function draft(library: Library, answers: Answers, previous?: Previous): Draft {
  const languages = ['en'];
  const kept = previous === undefined ? undefined : keep(library, previous);
  const open: OpenClause[] = [];
  const redrafts: Redraft[] = [];
  const clauses: Node[] = [];
  const schedules: Node[] = [];
  kept?.own.get('')?.forEach((own) => clauses.push(own));
  const choices = selectClauses(library, answers);
  for (const template of library.clauses) {
    const choice = choices.get(template.id) as Choice;
    const old = kept?.clauses.get(template.id);
    if (choice.kind === 'open') open.push({ clause: template.id, paths: choice.paths });
    if (choice.kind !== 'in') {
      // What people wrote stays even where the answers no longer ask for the clause.
      if (old !== undefined && clauseAttrs(old.clause).edited) {
        clauses.push(old.clause);
        schedules.push(...old.schedules);
      }
    } else {
      const oldAttrs = old === undefined ? undefined : clauseAttrs(old.clause);
      const untouched = oldAttrs !== undefined && (kept?.sameLibrary === true) && readsTheSame(oldAttrs.answers, previous!.answers, answers);
      const drafted = untouched ? (old as DraftedClause) : draftClause(template, answers, languages);
      if (!untouched && old !== undefined && oldAttrs!.edited) {
        redrafts.push({ clause: template.id, drafted });
        clauses.push(old.clause);
        schedules.push(...old.schedules);
      } else {
        clauses.push(drafted.clause);
        schedules.push(...drafted.schedules);
      }
    }
    kept?.own.get(template.id)?.forEach((own) => clauses.push(own));
  }
  for (const own of kept?.ownSchedules ?? []) schedules.push(own);
  return { document: assemble(library, answers, languages, clauses, schedules, previous?.document), open, redrafts };
}

function assemble(library: Library, answers: Answers, languages: string[], clauses: Node[], schedules: Node[], before: Document | undefined): Document {
  const attrs: AgreementAttrs = {
    type: answers.type ?? null,
    title: titleOf(answers),
    languages,
    parties: answers.parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null })),
    library: library.digest,
  };
  const content = [...clauses, ...schedules];
  if (before !== undefined && same(before.attrs, attrs) && before.childCount === content.length && content.every((node, index) => node === before.child(index))) return before;
  return schema.nodes.agreement!.create(attrs, content);
}

/** "Tidemark research and development agreement": the name of the cooperation, if it has one, and the kind of agreement. */
export function titleOf(answers: Answers): string {
  const name = valueAt(answers, 'agreement.title');
  const type = answers.type;
  const label = type === undefined ? undefined : factAt('agreement.type')?.options?.[type];
  const kind = label ?? 'agreement';
  return typeof name === 'string' && name !== '' ? `${name} ${kind}` : capital(kind);
}

interface Kept {
  sameLibrary: boolean;
  clauses: Map<string, DraftedClause>;
  /** Clauses that people wrote, by the library clause that they follow ('' for those before every one). */
  own: Map<string, Node[]>;
  ownSchedules: Node[];
}

function keep(library: Library, previous: Previous): Kept {
  const kept: Kept = { sameLibrary: previous.document.attrs.library === library.digest, clauses: new Map(), own: new Map(), ownSchedules: [] };
  const schedules = schedulesOf(previous.document);
  let last = '';
  for (const clause of clausesOf(previous.document)) {
    const { id, library: from } = clauseAttrs(clause);
    if (from === null) kept.own.set(last, [...(kept.own.get(last) ?? []), clause]);
    else {
      last = id;
      kept.clauses.set(id, { clause, schedules: schedules.filter((schedule) => schedule.attrs.clause === id) });
    }
  }
  kept.ownSchedules = schedules.filter((schedule) => !kept.clauses.has(schedule.attrs.clause as string));
  return kept;
}
