import type { Node } from 'prosemirror-model';
import { clauseAttrs, clausesOf, schedulesOf, schema, type AgreementAttrs, type Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { capital } from '#agreement/document/print';
import { clauseTemplate, type ClauseTemplate, type Library } from '#library/library';
import { packsFor, type PackGap } from '#library/packs-for';
import { draftClause, languagesOf, type DraftedClause } from '#stages/draft/clause';
import { languagesDrafted } from '#library/languages';
import { readsTheSame, same } from '#stages/draft/reading';
import { selectClauses, type Choice } from '#stages/draft/select';
import { listsTerms } from '#stages/draft/terms';

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
  /** Laws of the agreement that have no pack: the text was not adapted to them. */
  withoutPack: PackGap[];
}

/** An earlier drafting; clauses whose answers did not change are taken over as the same objects. */
export interface Previous {
  document: Document;
  answers: Answers;
  /**
   * The library that its answers have today, if it is known: where the law changed, clauses that read alike under both are taken over, too.
   * Words that it would not have drafted came from somebody else's library or an older one: they stay, and their redraft is offered.
   */
  library?: Library;
  /** Clauses that get the words of the library as it is now, whoever wrote them; all others stay as they are. */
  take?: ReadonlySet<string>;
}

/**
 * Drafts an agreement: answers and library in, Document out. Nothing unknown is assumed: it prints as a blank.
 * With `previous`, untouched clauses stay identical objects, and edited clauses stay as people left them.
 */
export function draft(library: Library, answers: Answers, previous?: Previous): Draft {
  const languages = languagesDrafted(library, answers);
  const kept = previous === undefined ? undefined : keep(library, previous);
  const open: OpenClause[] = [];
  const redrafts: Redraft[] = [];
  const clauses: Node[] = [];
  const schedules: Node[] = [];
  const listers: { template: ClauseTemplate; at: number; held: boolean }[] = [];
  kept?.own.get('')?.forEach((own) => clauses.push(own));
  const choices = selectClauses(library, answers);
  for (const template of library.clauses) {
    const choice = choices.get(template.id) as Choice;
    const old = kept?.clauses.get(template.id);
    if (choice.kind === 'open') open.push({ clause: template.id, paths: choice.paths });
    if (choice.kind !== 'in') {
      // What people wrote stays even where the answers no longer ask for the clause.
      if (old !== undefined && (previous?.take === undefined ? clauseAttrs(old.clause).edited || kept?.isForeign(old) === true : !previous.take.has(template.id))) {
        clauses.push(old.clause);
        schedules.push(...old.schedules);
      }
    } else {
      const oldAttrs = old === undefined ? undefined : clauseAttrs(old.clause);
      if (previous?.take !== undefined && !previous.take.has(template.id)) {
        if (old !== undefined) {
          clauses.push(old.clause);
          schedules.push(...old.schedules);
        }
        kept?.own.get(template.id)?.forEach((own) => clauses.push(own));
        continue;
      }
      const untouched = previous?.take === undefined && oldAttrs !== undefined && inLanguages(old!.clause, languagesOf(template, languages)) && kept?.sameTemplate(template) === true && readsTheSame(oldAttrs.answers, previous!.answers, answers);
      if (old === undefined && kept?.isAbsent(template.id) === true) continue;
      const lists = listsTerms(template);
      const held = old !== undefined && previous?.take === undefined && (oldAttrs!.edited || ((!untouched || lists) && kept?.isForeign(old) === true));
      if (lists) listers.push({ template, at: clauses.length, held });
      const drafted = untouched ? (old as DraftedClause) : draftClause(template, answers, languages);
      if (!untouched && old !== undefined && held) {
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
  for (const { template, at, held } of listers) {
    // The list of terms stands on the finished text, so it is drafted last; what people made of it stays.
    const first = clauses[at] as Node;
    const drafted = draftClause(template, answers, languages, [...clauses, ...schedules]);
    if (held) {
      const offered = redrafts.find((redraft) => redraft.clause === template.id);
      if (offered !== undefined) offered.drafted = drafted;
    } else if (!drafted.clause.eq(first)) clauses[at] = drafted.clause;
  }
  return { document: assemble(kept?.behind ?? library.digest, answers, languages, clauses, schedules, previous?.document), open, redrafts, withoutPack: packsFor(answers, [...library.packs, ...library.lookedAt]).gaps };
}

function assemble(library: string, answers: Answers, languages: string[], clauses: Node[], schedules: Node[], before: Document | undefined): Document {
  const attrs: AgreementAttrs = {
    type: answers.type ?? null,
    title: titleOf(answers),
    languages,
    parties: answers.parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null })),
    library,
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

/** True if the clause has its words in just these languages, in this order. */
function inLanguages(clause: Node, languages: readonly string[]): boolean {
  return clause.childCount === languages.length && languages.every((lang, index) => clause.child(index).attrs.lang === lang);
}

interface Kept {
  /** True if the clause was drafted from the very same template. */
  sameTemplate(template: ClauseTemplate): boolean;
  /** The library that the text was drafted from, where that is none of those at hand: it stays the one that the text names. */
  behind: string | null;
  /** True if today's library would have drafted this clause from the earlier answers, too: the text was drafted without it, so that it is no answer that brings it in. */
  isAbsent(clause: string): boolean;
  /** True if today's library would not have drafted these words from the earlier answers. */
  isForeign(old: DraftedClause): boolean;
  clauses: Map<string, DraftedClause>;
  /** Clauses that people wrote, by the library clause that they follow ('' for those before every one). */
  own: Map<string, Node[]>;
  ownSchedules: Node[];
}

function sameTemplate(library: Library, { document, library: before }: Previous): (template: ClauseTemplate) => boolean {
  if (before === library || (document.attrs.library as string | null) === library.digest) return () => true;
  if (before === undefined) return () => false;
  return (template) => JSON.stringify(clauseTemplate(before, template.id)) === JSON.stringify(template);
}

function keep(library: Library, previous: Previous): Kept {
  const digest = previous.document.attrs.library as string | null;
  const before = previous.library;
  const behind = before !== undefined && previous.take === undefined && digest !== before.digest && digest !== library.digest ? digest : null;
  const isForeign = ({ clause }: DraftedClause): boolean => {
    if (behind === null) return false;
    const template = clauseTemplate(before as Library, clauseAttrs(clause).id);
    if (template === undefined) return true;
    const around = listsTerms(template) ? [...clausesOf(previous.document).filter((one) => one !== clause), ...schedulesOf(previous.document)] : [];
    return !draftClause(template, previous.answers, previous.document.attrs.languages as string[], around).clause.content.eq(clause.content);
  };
  const chosenBefore = behind === null ? undefined : selectClauses(before as Library, previous.answers);
  const isAbsent = (id: string): boolean => chosenBefore?.get(id)?.kind === 'in';
  const isUnknown = (id: string): boolean => clauseTemplate(library, id) === undefined && (previous.take !== undefined ? !previous.take.has(id) : before !== undefined && clauseTemplate(before, id) === undefined);
  const kept: Kept = { sameTemplate: sameTemplate(library, previous), behind, isAbsent, isForeign, clauses: new Map(), own: new Map(), ownSchedules: [] };
  const schedules = schedulesOf(previous.document);
  let last = '';
  for (const clause of clausesOf(previous.document)) {
    const { id, library: from } = clauseAttrs(clause);
    // A clause of a library that is not here stays where it is, like one that people wrote.
    if (from === null || isUnknown(id)) kept.own.set(last, [...(kept.own.get(last) ?? []), clause]);
    else {
      last = id;
      kept.clauses.set(id, { clause, schedules: schedules.filter((schedule) => schedule.attrs.clause === id) });
    }
  }
  kept.ownSchedules = schedules.filter((schedule) => !kept.clauses.has(schedule.attrs.clause as string));
  return kept;
}
