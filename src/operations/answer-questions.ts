import { z } from 'zod';
import { sentence, setAnswer, setUnknown, type Answers } from '#agreement/facts/answers';
import type { Document } from '#agreement/document/schema';
import { InputError } from '#agreement/input-error';
import type { Command } from '#agreement/record/decide';
import { openProposals } from '#agreement/record/state';
import { draft } from '#stages/draft/draft';
import { answersCommands } from '#operations/answers-record';
import { changeText, proposeRedrafts } from '#operations/change-text';
import { agreementId } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { decideAll, load, type Extras, type Loaded } from '#operations/load';
import { operation } from '#operations/operation';
import { textBlob } from '#operations/text-blob';
import type { World } from '#world/world';

/** Answers questions of an agreement; its text is drafted again, clauses that people rewrote keep their words and get a proposal. */
export const answerQuestions = operation({
  name: 'answer-questions',
  summary: 'Answer questions; the text follows.',
  kind: 'write',
  input: z.strictObject({
    agreement: agreementId,
    answers: z
      .array(
        z.strictObject({
          path: z.string().max(300),
          value: z.json().optional().meta({ description: 'The agreed value; leave it out to take the answer back' }),
          unknown: z.literal(true).optional().meta({ description: 'The answer is "I do not know yet"' }),
        }),
      )
      .min(1)
      .max(500),
  }),
  output: z.object({ version: z.number(), proposals: z.number() }),
  may: ['lead', 'contributor'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    let answers = loaded.answers;
    for (const { path, value, unknown } of input.answers) {
      const set = unknown === true ? setUnknown(answers, path, { at: world.now() }) : setAnswer(answers, path, value);
      if (!set.ok) throw new InputError(`This answer cannot be used: ${set.problems.map(sentence).join(' ')}`, 'Nothing was changed; mend it and try again.', path);
      answers = set.answers;
    }
    const { append, state } = await recordAnswersChange(loaded, answers, world);
    return { result: { version: state.document?.version ?? 0, proposals: Object.values(state.proposals).filter((proposal) => proposal.decision === 'open').length }, append };
  },
});

/** Records new answers and the text that follows from them. */
export async function recordAnswersChange(loaded: Loaded, answers: Answers, world: World): Promise<ReturnType<typeof decideAll>> {
  const { commands, extras } = await answersChange(loaded, answers, world);
  return decideAll(loaded, commands, world.now(), extras);
}

/** The library that a text says it was drafted from. */
export function libraryOfText(document: Document): string {
  return document.attrs.library as string;
}

/** The commands that record new answers and the text that follows from them, with what goes along. */
export async function answersChange(loaded: Loaded, answers: Answers, world: World): Promise<{ commands: Command[]; extras: Extras }> {
  const { packs, pin } = loaded.own;
  const library = libraryFor(world, answers, packs);
  const drafted = draft(library, answers, loaded.document === null ? undefined : { document: loaded.document, answers: loaded.answers, library: libraryFor(world, loaded.answers, packs) });
  const recorded = answersCommands(loaded.answers, answers, world);
  const change = await changeText(loaded, drafted.document, (digest) => ({ do: 'draft', digest, library: libraryOfText(drafted.document), ...(pin !== null && { pack: pin }) }), world);
  // A new drafting of a clause that people rewrote takes the place of the one that was offered before.
  const again = new Set(drafted.redrafts.map((redraft) => redraft.clause));
  change.commands = change.commands.filter((command) => command.do !== 'propose' || command.clause === undefined || !again.has(command.clause));
  const moved = textBlob(drafted.document).digest !== loaded.state.document?.digest;
  if (!moved) for (const id of openProposals(loaded.state)) if (again.has(loaded.state.proposals[id]?.clause ?? '')) change.commands.push({ do: 'decline-proposal', proposal: id });
  proposeRedrafts(world, drafted, (loaded.state.document?.version ?? 0) + (moved ? 1 : 0), change);
  return { commands: [...recorded.commands, ...change.commands], extras: { blobs: change.blobs, people: recorded.people, document: drafted.document } };
}
