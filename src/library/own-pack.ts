import { deceivingLetter } from '#agreement/facts/letters';
import { clauseFile, packFile } from '#library/clause-file';
import { compile, packInfo, readYaml, type PackFiles } from '#library/compile';
import { Faults, type Fault } from '#library/fault';
import type { Library, PackInfo } from '#library/library';
import { readPlaybook, type Playbook } from '#library/playbook';

/** A pack of the bundled ones after those that it extends; an organisation's pack must fit on each. */
export type PackChain = readonly PackFiles[];

/** What is known of an organisation's pack that fits: what it says of itself, its playbook, and which clauses it adds or lays over. */
export interface OwnPack {
  info: PackInfo;
  playbook: Playbook;
  adds: string[];
  changes: string[];
}

/** An organisation's pack that may be kept, or everything that keeps it from being kept. */
export type CheckedPack = { ok: true; pack: OwnPack } | { ok: false; faults: Fault[] };

/** The names that a file of a pack can have. */
export const packFileName = /^(pack\.yaml|playbook\.yaml|rules\.yaml|README\.md|clauses\/[a-z0-9-]{1,40}\/(clause\.yaml|cases\.yaml|[a-z]{2}\.md))$/;

/** Most faults that are told at once. */
const mostFaults = 50;

/**
 * Checks an organisation's pack on the base alone and on the words of every law: `chains`, the base first. Whatever the law of an
 * agreement, it can then be drafted from this pack. Nothing in it is executed.
 */
export function checkOwnPack(pack: PackFiles, chains: readonly PackChain[]): CheckedPack {
  const faults = new Faults();
  checkFiles(pack, faults);
  checkInfo(pack, chains, faults);
  let playbook: Playbook | undefined;
  if (faults.list.length === 0) for (const [index, chain] of chains.entries()) {
    const compiled = compile([...chain, pack]);
    if (compiled.ok) {
      if (index > 0) continue;
      checkNeeds(pack, compiled.library, faults);
      playbook = readPlaybook(pack, compiled.library, faults);
    } else {
      // On the base alone a fault is the pack's own; on a law it comes of both together.
      const law = packInfo(chain.at(-1) as PackFiles)?.title;
      for (const fault of compiled.faults) faults.list.push(index === 0 ? fault : { ...fault, what: `With the words of ${law ?? 'a law'}: ${fault.what}` });
    }
    if (faults.list.length > 0) break;
  }
  const info = packInfo(pack);
  if (faults.list.length > 0 || playbook === undefined || info === undefined) return { ok: false, faults: distinct(faults.list.map((fault) => ({ ...fault, next: fault.next.replace('CONTRIBUTING.md', 'docs/own-pack.md') }))).slice(0, mostFaults) };
  const known = new Set((chains[0] ?? []).flatMap((one) => clausesIn(one)));
  const clauses = clausesIn(pack);
  return { ok: true, pack: { info, playbook, adds: clauses.filter((id) => !known.has(id)), changes: clauses.filter((id) => known.has(id)) } };
}

/** Names and letters: what would be overlooked, or read as something else. */
function checkFiles(pack: PackFiles, faults: Faults): void {
  for (const [name, text] of Object.entries(pack.files)) {
    const file = `${pack.folder}/${name}`;
    if (!packFileName.test(name)) faults.add(file, 1, 'This is not a file of a pack.', 'A pack has pack.yaml, perhaps playbook.yaml and rules.yaml, and for each clause clauses/<name>/clause.yaml with en.md; names have small letters a to z, digits and hyphens. Rename or remove it.');
    text.split('\n').forEach((line, index) => {
      const what = deceivingLetter(line.replaceAll(/[\t\r]/g, ' '), true);
      if (what !== undefined) faults.add(file, index + 1, `This line can read differently from what it says. ${what}`, 'Type the line again without that character.');
      else if (mixed.test(line)) faults.add(file, index + 1, `The word "${mixed.exec(line)?.[0] ?? ''}" mixes letters of different alphabets that look alike.`, 'Type the word again with the letters of one alphabet.');
    });
    if (/^clauses\/[^/]+\//.test(name) && pack.files[name.replace(/[^/]+$/, 'clause.yaml')] === undefined) faults.add(file, 1, 'This clause has no clause.yaml.', 'Add it beside this file; it says where the clause stands.');
  }
}

/** A word of Latin and of Cyrillic or Greek letters. */
const mixed = /[\p{L}\p{M}]*(?:\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}]\p{Script=Latin})[\p{L}\p{M}]*/u;

function checkInfo(pack: PackFiles, chains: readonly PackChain[], faults: Faults): void {
  const read = readYaml(pack, 'pack.yaml', packFile, faults);
  if (read === undefined) return;
  const { id, extends: above, law, covers } = read.value;
  const add = (field: string, what: string, next: string): void => faults.add(`${pack.folder}/pack.yaml`, read.line([field]), what, next);
  if (chains.some((chain) => chain.some((one) => packInfo(one)?.id === id))) add('id', `"${id}" is a pack of Entente.`, 'Give your pack an id of its own, such as the name of your organisation in small letters.');
  if (above !== 'base') add('extends', "An organisation's pack lies over the words of Entente.", 'Write "extends: base".');
  if (law !== null) add('law', "An organisation's pack is of no law.", 'Delete "law"; Entente brings the words of the governing law of each agreement.');
  if (covers.length > 0) add('covers', "An organisation's pack covers no places.", 'Delete "covers".');
}

/** Refuses a circle of needs that this pack closes: which clause brings in which would have no beginning. Pairs of Entente's own clauses that always stand together are its own affair. */
function checkNeeds(pack: PackFiles, library: Library, faults: Faults): void {
  const clauses = new Map(library.clauses.map((clause) => [clause.id, clause]));
  for (const id of clausesIn(pack)) {
    const read = readYaml(pack, `clauses/${id}/clause.yaml`, clauseFile, new Faults());
    for (const [index, need] of (read?.value.needs ?? []).entries()) {
      const way = wayBetween(typeof need === 'string' ? need : need.clause, id, clauses);
      if (way !== undefined) faults.add(`${pack.folder}/clauses/${id}/clause.yaml`, read?.line(['needs', index]) ?? 1, `The clauses need each other in a circle: ${[id, ...way].join(' needs ')}.`, 'Delete this need, or one of the others of the circle.');
    }
  }
}

/** The shortest way along needs from one clause to another, both included. */
function wayBetween(from: string, to: string, clauses: ReadonlyMap<string, Library['clauses'][number]>): string[] | undefined {
  const ways: string[][] = [[from]];
  const seen = new Set<string>([from]);
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    const last = way.at(-1) as string;
    if (last === to) return way;
    for (const { clause } of clauses.get(last)?.needs ?? []) if (!seen.has(clause)) {
      seen.add(clause);
      ways.push([...way, clause]);
    }
  }
  return undefined;
}

/** Ids of the clauses that a pack has files of. */
export function clausesIn(pack: PackFiles): string[] {
  return Object.keys(pack.files).flatMap((name) => /^clauses\/([^/]+)\/clause\.yaml$/.exec(name)?.[1] ?? []).sort();
}

function distinct(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}
