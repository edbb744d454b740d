import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '#agreement/input-error';
import type { PrintedSection } from '#agreement/document/print';
import { leanInWords, reasonInWords, reasonsOf, wholeInWords, balanceNotice, type Balance } from '#stages/draft/balance';
import { openInWords, printPartyPage, type PartyPage } from '#stages/draft/party-page';
import { decode } from '#operations/agreement-file';
import { createAgreement } from '#operations/create-agreement';
import { exportLeaflet, leafletFormats, readBalance, type LeafletName, readHeads } from '#operations/leaflets';
import { readPartyPage } from '#operations/party-page';
import { perform } from '#operations/perform';
import type { World } from '#world/world';
import { named } from '#doors/cli/draft';
import { readInput, writeOutput } from '#doors/cli/files';
import { addKept, keptIn } from '#doors/cli/kept';
import type { ExitCode } from '#doors/cli/program';
import { context, progress, say, sayJson, withWorld, type Common } from '#doors/cli/session';

interface Options extends Common {
  out?: string;
  formats: string;
  paper: string;
  party?: string;
  whole?: boolean;
}

/** `entente page ANSWERS --party ID [--out DIR]` */
export function pageCommand(program: Command, finish: (code: ExitCode) => void): void {
  addLeaflet(program, 'page', {
    summary: 'what an agreement means for one party, on a page',
    description: 'Tells one party what it gives and by when, what it gets, what happens if things go wrong and how it gets out, each line with its section.',
    examples: '  entente page answers.yaml --party alpha\n  entente page answers.yaml --party alpha --out out --formats pdf',
  })
    .option('--party <id>', 'whose page; without it the first party')
    .option('--whole', 'also the lines of lesser weight, behind the page')
    .action(async (file: string, options: Options) => {
      await told(file, options, 'party-page', finish, async (world, agreement) => {
        const { page } = await perform(readPartyPage, context, { agreement, ...(options.party !== undefined && { party: options.party }) }, world);
        const { title, about, open } = page as PartyPage;
        if (options.format === 'json') return page;
        const printed = printPartyPage(page as PartyPage, { whole: options.whole });
        say(title);
        say([about, openInWords(open.length)].filter((one) => one !== '').join('; '));
        sayAll(printed.sections);
        return undefined;
      });
    });
}

/** `entente heads ANSWERS [--out DIR]` */
export function headsCommand(program: Command, finish: (code: ExitCode) => void): void {
  addLeaflet(program, 'heads', {
    summary: 'heads of terms: what is agreed so far, open and different',
    description: 'Writes heads of terms from answers, before or without a full draft. They bind nobody and say so.',
    examples: '  entente heads answers.yaml\n  entente heads answers.yaml --out out --formats docx',
  }).action(async (file: string, options: Options) => {
    await told(file, options, 'heads', finish, async (world, agreement) => {
      const heads = await perform(readHeads, context, { agreement }, world);
      if (options.format === 'json') return heads;
      say(heads.title);
      sayAll(heads.sections as PrintedSection[]);
      return undefined;
    });
  });
}

/** `entente balance ANSWERS [--out DIR]` */
export function balanceCommand(program: Command, finish: (code: ExitCode) => void): void {
  addLeaflet(program, 'balance', {
    summary: 'which party each section leans to, and why',
    description: 'Counts, section by section, which wording was chosen, what a party alone may or must do, and who has duties of its own.',
    examples: '  entente balance answers.yaml\n  entente balance answers.yaml --format json',
  }).action(async (file: string, options: Options) => {
    await told(file, options, 'balance', finish, async (world, agreement) => {
      const found = (await perform(readBalance, context, { agreement }, world)) as Balance;
      if (options.format === 'json') return found;
      const nameOf = (party: string): string => found.parties.find((one) => one.party === party)?.name ?? party;
      say(wholeInWords(found));
      say();
      for (const one of found.parties) say(`${one.name}: ${one.own} duties of its own, ${one.shared} that all have`);
      for (const clause of found.clauses.filter(({ lean, reasons }) => lean.kind !== 'even' || reasons.length > 0)) {
        say();
        say(`${`${clause.number} ${clause.heading}`.trim()}: ${leanInWords(clause.lean, nameOf)}`);
        for (const reason of reasonsOf(clause)) say(`    ${reasonInWords(reason, nameOf)}`);
      }
      say();
      say(balanceNotice);
      return undefined;
    });
  });
}

function addLeaflet(program: Command, name: string, { summary, description, examples }: { summary: string; description: string; examples: string }): Command {
  return addKept(program.command(name), 'data folder that keeps the agreement')
    .summary(summary)
    .description(description)
    .argument('<answers>', 'answers file, YAML or JSON, or with --data the id of an agreement')
    .option('--out <dir>', 'also write it as files into this folder')
    .option('--formats <list>', `which files, separated by commas: ${leafletFormats.join(', ')}`, leafletFormats.join(','))
    .option('--paper <size>', 'a4 or letter', 'a4')
    .option('--format <form>', 'how to report: text or json', 'text')
    .addHelpText('after', `\nExamples:\n${examples}\n`);
}

/** Opens the answers or the kept agreement, tells it, and writes the files that were asked for. */
async function told(file: string, options: Options, leaflet: LeafletName, finish: (code: ExitCode) => void, tell: (world: World, agreement: string) => Promise<unknown>): Promise<void> {
  const wanted = options.formats.split(',').map((one) => one.trim()).filter((one) => one !== '');
  const unknown = wanted.find((one) => !(leafletFormats as readonly string[]).includes(one));
  if (unknown !== undefined || wanted.length === 0) throw new InputError(`"${unknown ?? ''}" is not a format of this.`, `Formats: ${leafletFormats.join(', ')}.`);
  const kept = keptIn(options);
  await withWorld(kept ?? {}, async (world) => {
    const agreement = kept === undefined ? (await named(file, () => perform(createAgreement, context, { answers: decode(readInput(file).bytes, file) }, world))).agreement : file;
    const value = await tell(world, agreement);
    const written: string[] = [];
    if (options.out !== undefined) {
      const files = [];
      for (const format of wanted) {
        progress(`Writing ${format} …`);
        files.push(await perform(exportLeaflet, context, { agreement, leaflet, format, paper: options.paper, ...(options.party !== undefined && { party: options.party }), ...(options.whole === true && { length: 'whole' }) }, world));
      }
      for (const one of files) {
        const path = join(options.out, one.name);
        writeOutput(path, one.bytes);
        written.push(path);
      }
    }
    if (options.format === 'json') sayJson(options.out === undefined ? value : { ...(value as object), files: written });
    else if (written.length > 0) {
      say();
      for (const path of written) say(path);
    }
    finish(0);
  });
}

function sayAll(sections: readonly PrintedSection[]): void {
  for (const { heading, number, blocks } of sections) {
    say();
    if (heading.text !== '') say(`${number} ${heading.text}`.trim());
    for (const block of blocks) {
      if (block.kind !== 'table') say(block.kind === 'item' ? `  - ${block.text}` : block.text);
      else for (const row of block.rows.filter((one) => !one.header)) say(`  - ${row.cells.map((cell) => cell.text).filter((text) => text !== '').join(' | ')}`);
    }
  }
}
