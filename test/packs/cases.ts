import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { evaluate } from '#agreement/condition';
import { clausesOf, clauseAttrs, schema, type Document } from '#agreement/document/schema';
import { printDocument, textsOf, type PrintedSection, type PrintedText } from '#agreement/document/print';
import type { Answers } from '#agreement/facts/answers';
import { canonicalPath } from '#agreement/facts/table';
import type { ActorTerm, ObligationTerm } from '#agreement/obligation';
import { peopleFrom } from '#agreement/words/people';
import { clauseTemplate, isAllowed, type ClauseTemplate, type Library } from '#library/library';
import { draftClause } from '#stages/draft/clause';
import { draft } from '#stages/draft/draft';
import { Reading } from '#stages/draft/reading';
import { listsTerms } from '#stages/draft/terms';
import { bareAnswers, sampleAnswers } from '../agreement/sample-answers';
import { baseLibrary } from '../library/packs';

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** One case of `cases.yaml`; `null` as a fact takes an answer away. */
export const caseForm = z.strictObject({
  name: z.string(),
  parties: z.number().int().min(2).max(60).default(2),
  type: z.string().default('RD'),
  position: z.string().optional(),
  favoured: z.string().default('alpha'),
  facts: z.record(z.string(), z.unknown()).default({}),
  text: texts.default([]),
  not: texts.default([]),
  blank: texts.default([]),
  obligations: z.array(z.strictObject({ id: z.string(), debtor: z.string().optional(), action: z.string().optional() })).default([]),
  signatures: z.number().int().optional(),
});
/** A case, read. */
export type Case = z.output<typeof caseForm>;

/** The cases of a clause of a pack (`base`, `de`), or why its `cases.yaml` cannot be read: that fails its own test only. */
export function casesOf(pack: string, id: string): Case[] | Error {
  let text: string;
  try {
    text = readFileSync(new URL(`../../packs/${pack}/clauses/${id}/cases.yaml`, import.meta.url), 'utf8');
  } catch {
    return [];
  }
  try {
    return z.array(caseForm).parse(parse(text) ?? []);
  } catch (error) {
    return error as Error;
  }
}

/** The facts that a case starts from: complete sample answers, or names only where it asks for a blank. */
export function answersOf(library: Library, template: ClauseTemplate, one: Case): Answers {
  const facts: Record<string, unknown> = { 'agreement.type': one.type };
  for (const [path, value] of Object.entries(one.facts)) facts[path] = value ?? undefined;
  if (one.position !== undefined) {
    if (!template.positions.of.includes(one.position)) throw new Error(`${template.id} has no position ${one.position}`);
    if (template.positions.by === null) facts[`drafting.positions.${template.id}`] = { position: one.position, favoured: one.favoured };
    else facts[template.positions.by] = one.position;
  }
  const answers = one.blank.length > 0 ? bareAnswers(one.parties, facts) : sampleAnswers(one.parties, facts);
  return withClauses(library, answers, template);
}

/** Takes the clause in where its standing would leave it out, with what it needs. */
function withClauses(library: Library, answers: Answers, template: ClauseTemplate): Answers {
  if (!isAllowed(template, answers.type ?? '')) throw new Error(`${template.id} has no place in an agreement of type ${answers.type ?? 'unknown'}`);
  const reading = new Reading(answers);
  const include = new Set([template.id]);
  for (const id of include) {
    const clause = clauseTemplate(library, id);
    const position = id === template.id ? answers.facts.drafting?.positions?.[id]?.position : undefined;
    for (const need of clause?.needs ?? []) {
      if ((need.when === null || evaluate(need.when, reading) === true) && (need.position === null || need.position === position)) include.add(need.clause);
    }
  }
  return { ...answers, facts: { ...answers.facts, drafting: { ...answers.facts.drafting, include: [...include] } } };
}

/** What a clause was drafted into. */
export interface Outcome {
  /** The section and its schedules. */
  printed: PrintedText[];
  text: string;
  obligations: ObligationTerm[];
}

/** Drafts the whole agreement, so that references have somewhere to lead. */
function draftCase(library: Library, template: ClauseTemplate, answers: Answers): Outcome {
  return outcomeOf(template, draft(library, answers).document, answers);
}

/** Drafts the clause with its schedules and nothing else; its references lead nowhere. */
export function draftAlone(template: ClauseTemplate, answers: Answers): Outcome {
  // A list of defined terms stands on the text around it.
  const around = listsTerms(template) ? draft(baseLibrary(), answers).document.children : [];
  const { clause, schedules } = draftClause(template, answers, ['en'], around);
  const parties = answers.parties.map(({ id, shortName, legalName }) => ({ id, shortName: shortName ?? null, legalName: legalName ?? null }));
  return outcomeOf(template, schema.nodes.agreement!.create({ parties }, [clause, ...schedules]), answers);
}

function outcomeOf(template: ClauseTemplate, document: Document, answers: Answers): Outcome {
  const sections = printDocument(document, { people: peopleFrom(answers) }).sections.filter((section) => section.clause === template.id);
  const clause = clausesOf(document).find((node) => clauseAttrs(node).id === template.id);
  if (clause === undefined) throw new Error(`${template.id} was not drafted`);
  const printed = sections.flatMap((section) => [...textsOf(section)]);
  return { printed, text: plain(sections.map(readable).join('\n')), obligations: clauseAttrs(clause).obligations };
}

/** The section as one text, rows of tables on one line each. */
function readable(section: PrintedSection): string {
  const lines = [section.heading.text];
  for (const block of section.blocks) {
    if (block.kind === 'table') for (const row of block.rows) lines.push(row.cells.map((cell) => cell.text).join(' | '));
    else lines.push(`${block.label} ${block.text}`.trim());
  }
  return lines.join('\n');
}

function plain(text: string): string {
  return text.replace(/[“”]/g, '"').replace(/[‘’]/g, "'");
}

function blanksOf(outcome: Outcome): string[] {
  return outcome.printed.flatMap((one) => one.runs.flatMap((run) => (run.kind === 'blank' ? [canonicalPath(run.target as string)] : [])));
}

function actorWords(actor: ActorTerm): string {
  switch (actor.kind) {
    case 'each-party':
      return 'each party';
    case 'each-other-party':
      return 'each other party';
    case 'parties':
      return actor.ids.join(', ');
    case 'described':
      return actor.text;
    case 'blank':
      return `[${actor.path}]`;
  }
}

/** Drafts a case and holds it against what must come of it. */
export function check(library: Library, template: ClauseTemplate, one: Case): void {
  const outcome = draftCase(library, template, answersOf(library, template, one));
  for (const text of one.text) expect(outcome.text).toContain(plain(text));
  for (const text of one.not) expect(outcome.text).not.toContain(plain(text));
  expect(outcome.text, 'a reference leads nowhere').not.toMatch(/\[(missing|no number): /);
  if (one.blank.length > 0) {
    const blanks = blanksOf(outcome);
    // A blank about every party stands at the party of the line.
    const found = new Set(blanks.flatMap((path) => [path, path.replace(/^parties\.[a-z0-9-]+\./, 'party.')]));
    for (const path of one.blank) expect([...found]).toContain(canonicalPath(path));
  }
  for (const wanted of one.obligations) {
    const id = `${template.id}.${wanted.id}`;
    const terms = outcome.obligations.filter((term) => term.id === id || term.id.startsWith(`${id}.`));
    expect(terms.map((term) => term.id), `obligation ${id}`).not.toEqual([]);
    if (wanted.debtor !== undefined) expect(terms.map((term) => actorWords(term.debtor))).toContain(wanted.debtor);
    if (wanted.action !== undefined) expect(terms.map((term) => term.action)).toContain(wanted.action);
  }
  if (one.signatures !== undefined) expect(outcome.printed.filter((text) => text.kind === 'signature' && text.id.startsWith(`${template.id}.signature`))).toHaveLength(one.signatures);
}

/** Blocks of the clause that were printed with words of their own, by block id. */
export function blocksIn(template: ClauseTemplate, outcome: Outcome): Set<string> {
  const found = new Set<string>();
  for (const { id } of outcome.printed) {
    const at = id.replace(/#heading$/, '');
    for (const block of template.blocks) {
      const node = block.schedule ? block.id : `${template.id}.${block.id}`;
      if (at === node || at.startsWith(`${node}.`)) found.add(block.id);
    }
  }
  return found;
}
