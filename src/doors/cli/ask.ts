import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { readAnswers, sentence, setAnswer, setUnknown, writeAnswers, type Answers } from '#agreement/facts/answers';
import { blanksOf } from '#agreement/document/blanks';
import { printDocument } from '#agreement/document/print';
import { agreementTypes } from '#agreement/facts/schema/purpose';
import { valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { InputError } from '#agreement/input-error';
import { plainNotice } from '#agreement/words/notice';
import { peopleFrom } from '#agreement/words/people';
import { factInWords } from '#agreement/words/en';
import { answerPrompt, keyOf, newTalk, nextPrompt, passPrompt, prompts, type Prompt } from '#stages/ask/dialogue';
import { firstDraft } from '#stages/ask/first-draft';
import { guideTo } from '#stages/ask/guide';
import { isAsked, kindFrom, kindQuestions, type KindAnswers } from '#stages/ask/kind';
import { suggestionFor } from '#stages/ask/suggestions';
import { readTyped, typedForm } from '#stages/ask/typed';
import { draft } from '#stages/draft/draft';
import { trapsAt } from '#stages/traps';
import { decode } from '#operations/agreement-file';
import { answersOf } from '#operations/create-agreement';
import { libraryFor } from '#operations/library-of';
import type { World } from '#world/world';
import { readInput, writeOutput } from '#doors/cli/files';
import type { ExitCode } from '#doors/cli/program';
import { say, withWorld } from '#doors/cli/session';

/** `entente ask answers.yaml` */
export function askCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('ask')
    .summary('answer the questions one by one')
    .description('Asks question by question and writes the file after each answer, so that you can stop at any point and go on later. Works with a keyboard and with lines from a pipe.')
    .argument('<answers>', 'answers file, YAML or JSON; it is made where there is none')
    .option('--only <what>', '"needed": only what a first complete draft needs')
    .addHelpText('after', `\n${commands}\n\nExamples:\n  entente ask answers.yaml\n  entente ask answers.yaml --only needed\n  entente ask answers.yaml < lines.txt\n`)
    .action(async (file: string, options: { only?: string }) => {
      if (options.only !== undefined && options.only !== 'needed') throw new InputError(`"${options.only}" cannot be asked for alone.`, 'Use --only needed, or leave it out to be asked everything.', '--only');
      const before = existsSync(file) ? readInput(file).bytes : undefined;
      const answers: Answers = before === undefined ? { entente: 1, parties: [], facts: {}, answers: [] } : answersOf(decode(before, file), file);
      await withWorld({}, async (world) => {
        await new Conversation(world, file, before, answers, options.only === 'needed').hold();
      });
      finish(0);
    });
}

const commands = `While you are asked:
  ?      why we ask, how to answer, an example, what is worth knowing
  =      use the usual answer that is shown
  -      I do not know yet: leaves a marked blank
  back   the question before
  quit   stop; all answers are kept
  Enter  leave it open for now; after the last entry of a list, go on
  "…"    what stands in quotes is taken letter by letter`;

/** One sitting: questions, answers, and the file that follows each of them. */
class Conversation {
  readonly #world: World;
  readonly #file: string;
  /** What the file holds as far as this sitting knows; undefined where there is none. */
  #held: Uint8Array | undefined;
  /** True until the first answer is written. */
  #first = true;
  #answers: Answers;
  readonly #needed: boolean;
  #talk = newTalk;
  /** Lines that were shown, so that "back" finds the way. */
  #trail: Prompt[] = [];
  #part = '';
  readonly #lines: AsyncIterator<string>;
  readonly #reader = createInterface({ input: process.stdin, terminal: false });

  constructor(world: World, file: string, before: Uint8Array | undefined, answers: Answers, needed: boolean) {
    this.#world = world;
    this.#file = file;
    this.#held = before;
    this.#answers = answers;
    this.#needed = needed;
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** Asks until nothing is left, until "quit", or until no more lines come. */
  async hold(): Promise<void> {
    try {
      say(plainNotice);
      say('Type ? for help with a question, quit to stop. All answers are kept as you go.');
      if (this.#answers.type === undefined && !(await this.#chooseKind())) return this.#end();
      await this.#askAll();
      return this.#end();
    } finally {
      this.#reader.close();
    }
  }

  async #read(prompt: string): Promise<string | undefined> {
    process.stdout.write(prompt);
    const { value, done } = (await this.#lines.next()) as { value: string | undefined; done?: boolean };
    if (done === true) return undefined;
    // From a pipe nobody sees what is typed.
    if (process.stdin.isTTY !== true) say(value);
    return (value ?? '').trim();
  }

  /** Asks yes or no; undefined where no answer came. */
  async #yesOrNo(question: string, help: string): Promise<boolean | undefined> {
    for (;;) {
      const line = await this.#read(`${question} (yes/no) `);
      if (line === undefined || /^quit$/i.test(line)) return undefined;
      if (line === '?') say(`  ${help}`);
      else if (/^(?:y|yes)$/i.test(line)) return true;
      else if (/^(?:n|no)$/i.test(line)) return false;
      else say('  Type yes or no, ? for help, quit to stop.');
    }
  }

  async #chooseKind(): Promise<boolean> {
    say('\nWhich kind of agreement?');
    const said: { -readonly [K in keyof KindAnswers]: KindAnswers[K] } = {};
    for (const question of kindQuestions) {
      if (!isAsked(question, said)) continue;
      const yes = await this.#yesOrNo(question.question, question.help);
      if (yes === undefined) return false;
      said[question.id] = yes;
    }
    const kind = kindFrom(said);
    say(`\n${kind.reason}`);
    let answers: Answers = { ...this.#answers, type: kind.type };
    const modules: string[] = [];
    for (const module of kind.modules) {
      say(module.reason);
      const yes = await this.#yesOrNo(`Add what a ${agreementTypes[module.type]} must have?`, 'The clauses that the other kind requires come in beside those of the leading kind; none is dropped.');
      if (yes === undefined) return false;
      if (yes) modules.push(module.type);
    }
    if (kind.modules.length > 0) {
      const set = setAnswer(answers, 'agreement.modules', modules);
      if (set.ok) answers = set.answers;
    }
    this.#keep(answers);
    return true;
  }

  async #askAll(): Promise<void> {
    for (let asked = this.#next(); ; asked = this.#next()) {
      if (asked === undefined) {
        if (!this.#needed || !(await this.#offerUsual())) return;
        continue;
      }
      if (!(await this.#ask(asked))) return;
    }
  }

  /** Asks one line until it is answered, passed or left; false to stop. */
  async #ask(prompt: Prompt): Promise<boolean> {
    const guide = guideTo(prompt.question.replace(/^party\./, 'parties.*.'));
    if (prompt.part !== this.#part) {
      this.#part = prompt.part;
      say(`\n== ${prompt.part}`);
    }
    if (this.#trail.at(-1)?.question !== prompt.question) say(`\n${guide?.question ?? prompt.label}`);
    this.#trail.push(prompt);
    const { options } = prompt.row;
    if (options !== undefined && options['true'] === undefined) Object.values(options).forEach((label, index) => say(`  ${index + 1} ${label}`));
    for (;;) {
      const usual = prompt.kind === 'value' || this.#isEmpty(prompt) ? suggestionFor(prompt.path, this.#answers) : undefined;
      const now = prompt.kind === 'value' ? this.#words(prompt) : undefined;
      const line = await this.#read(`  ${prompt.label}${now === undefined ? '' : ` [now: ${now}]`}${usual === undefined ? '' : ` [= ${usual.words}]`}: `);
      if (line === undefined || /^quit$/i.test(line)) return false;
      if (/^back$/i.test(line)) {
        this.#goBack();
        return true;
      }
      if (line === '?') {
        this.#help(prompt);
        continue;
      }
      if (line === '') {
        this.#talk = passPrompt(prompt, this.#talk);
        this.#again = undefined;
        return true;
      }
      if (line === '-') {
        const set = setUnknown(this.#answers, prompt.path);
        if (!set.ok) this.#refuse(set.problems.map((problem) => problem.what), prompt);
        else return this.#took(set.answers);
        continue;
      }
      if (line === '=' && usual === undefined) {
        say('  There is no usual answer to this one.');
        continue;
      }
      const typed = line === '=' ? ({ ok: true, value: usual?.value } as const) : /^none$/i.test(line) && prompt.kind === 'another' ? ({ ok: true, value: [] } as const) : readTyped(prompt.row, line, this.#answers);
      if (!typed.ok) {
        this.#refuse([typed.what], prompt);
        continue;
      }
      const asked: Prompt = line === '=' ? { ...prompt, kind: 'value' } : prompt;
      if (Array.isArray(typed.value) && typed.value.length === 0 && prompt.kind === 'another' && !this.#isEmpty(prompt)) {
        say('  There are entries already; press Enter to go on.');
        continue;
      }
      const step = answerPrompt(asked, typed.value, this.#answers, this.#talk);
      if (!step.ok) {
        this.#refuse(step.problems.map((problem) => problem.what), prompt);
        continue;
      }
      this.#talk = step.talk;
      return this.#took(step.answers);
    }
  }

  /** The line to be asked again after "back". */
  #again: Prompt | undefined;

  #took(answers: Answers): true {
    this.#again = undefined;
    this.#keep(answers);
    return true;
  }

  #goBack(): void {
    this.#trail.pop();
    const before = this.#trail.pop();
    if (before === undefined) say('  This is the first question.');
    else {
      this.#again = before;
      this.#talk = { ...this.#talk, passed: new Set([...this.#talk.passed].filter((key) => key !== keyOf(before))) };
    }
  }

  #refuse(what: readonly string[], prompt: Prompt): void {
    say(`  That is no answer yet: ${what.join(' ')} Form: ${typedForm(prompt.row)}.`);
  }

  #help(prompt: Prompt): void {
    const guide = guideTo(prompt.question.replace(/^party\./, 'parties.*.'));
    if (guide !== undefined) for (const line of [`Why: ${guide.why}`, `How: ${guide.how}`, `For example: ${guide.example}`, `Needed: ${guide.when}`, `Who answers: ${guide.who}.`]) say(`  ${line}`);
    say(`  Form: ${typedForm(prompt.row)}.`);
    for (const { trap } of trapsAt(prompt.question, this.#answers)) say(`  Worth knowing (${trap.title}): ${trap.words} ${trap.does}`);
    for (const line of commands.split('\n').slice(1)) say(line);
  }

  #isEmpty(prompt: Prompt): boolean {
    return valueAt(this.#answers, prompt.path) === undefined;
  }

  /** What stands at a line now, in words. */
  #words({ path, row }: Prompt): string | undefined {
    const value = valueAt(this.#answers, path);
    if (value === undefined || row.format === undefined) return undefined;
    const parties = this.#answers.parties.map((party) => ({ id: party.id, shortName: party.shortName ?? null, legalName: party.legalName ?? null }));
    return factInWords({ path, value, format: row.format }, { parties });
  }

  #library() {
    return libraryFor(this.#world, this.#answers);
  }

  #blanks(): string[] {
    return blanksOf(printDocument(draft(this.#library(), this.#answers).document, { people: peopleFrom(this.#answers) }));
  }

  #prompts(): Prompt[] {
    return prompts(this.#library(), this.#answers, this.#needed ? this.#blanks() : undefined);
  }

  #next(): Prompt | undefined {
    return this.#again ?? nextPrompt(this.#prompts(), this.#answers, this.#talk);
  }

  /** Lists the usual answers that would fill the rest, and takes them only on a yes; false where there is nothing to take or nobody wants it. */
  async #offerUsual(): Promise<boolean> {
    const { usual } = firstDraft(this.#answers, this.#blanks());
    const offered = usual.flatMap((path) => suggestionFor(path, this.#answers) ?? []).filter(({ path }) => !this.#talk.passed.has(`usual ${path}`));
    if (offered.length === 0) return false;
    say('\n== Usual answers');
    say('The text still needs these. They are our usual answers; none stands in your agreement unless you choose it.');
    for (const { path, words } of offered) say(`  ${guideLabel(path)}: ${words}`);
    const yes = await this.#yesOrNo(`Use all ${offered.length} of them?`, 'With no, they stay open and print as blanks. You can answer each of them later with "entente ask" without --only needed.');
    this.#talk = { ...this.#talk, passed: new Set([...this.#talk.passed, ...offered.map(({ path }) => `usual ${path}`)]) };
    if (yes !== true) return false;
    let answers = this.#answers;
    for (const { path, value } of offered) {
      const set = setAnswer(answers, path, value);
      if (set.ok) answers = set.answers;
    }
    this.#keep(answers);
    return true;
  }

  /** Writes the answers, whole or not at all; a file with notes in it is kept once as it was, and one that somebody else changed meanwhile is left alone. */
  #keep(answers: Answers): void {
    if (answers === this.#answers) return;
    const text = writeAnswers(answers);
    const again = readAnswers(text);
    if (!again.ok) throw new Error(`answers that cannot be read back: ${again.problems.map(sentence).join(' ')}`);
    if (existsSync(this.#file) && (this.#held === undefined || Buffer.compare(readInput(this.#file).bytes, this.#held) !== 0)) {
      throw new InputError('Somebody else changed this file while you were asked.', 'It is as they left it, without your last answer; what you answered before was written. Run the same command again to go on from it.', this.#file);
    }
    if (this.#first && this.#held !== undefined && /(?:^|\s)#/m.test(decode(this.#held, this.#file))) {
      const copy = freeName(`${this.#file}.before`);
      writeOutput(copy, this.#held, this.#file);
      say(`  The file as it was, with its notes, is kept as ${copy}.`);
    }
    this.#first = false;
    const bytes = new TextEncoder().encode(text);
    writeOutput(this.#file, bytes);
    this.#held = bytes;
    this.#answers = answers;
  }

  #end(): void {
    const open = new Set(prompts(this.#library(), this.#answers, this.#needed ? this.#blanks() : undefined).filter((prompt) => nextPrompt([prompt], this.#answers, newTalk) !== undefined).map((prompt) => prompt.question));
    say(`\n${existsSync(this.#file) ? `Your answers are in ${this.#file}.` : 'Nothing was answered, so no file was made.'}`);
    if (this.#answers.type !== undefined) say(open.size === 0 ? 'No question is open.' : `${open.size} ${open.size === 1 ? 'question is' : 'questions are'} open; run the same command to go on.`);
    if (existsSync(this.#file)) say(`Draft it: entente draft ${this.#file} --out out`);
  }
}

/** A name that no file has yet: the one asked for, else with a number. */
function freeName(name: string): string {
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(free)) return free;
  }
}

/** What a fact is called, with the party that it is about. */
function guideLabel(path: string): string {
  const party = /^parties\.([^.]+)\./.exec(path)?.[1];
  const label = factAt(path)?.label ?? path;
  return party === undefined ? label : `${party}, ${label}`;
}
