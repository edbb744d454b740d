import type { Answers } from '#agreement/facts/answers';
import { compile, packInfo, type PackFiles } from '#library/compile';
import { faultLine } from '#library/fault';
import type { Library } from '#library/library';
import { packsFor } from '#library/packs-for';
import { packFiles } from '../library/packs';

/** One clause of the little library: what stands in its clause.yaml beside id and version, and its words. */
interface Written {
  yaml: string;
  words: string;
}

/** A little library that the examples of the checks choose from, so that they do not change with the packs. */
const clauses: Readonly<Record<string, Written>> = {
  confidentiality: { yaml: 'required: all', words: '# Confidentiality\n\n{#keep} A party must keep the secrets of {each-other}.' },
  'publication-review': { yaml: 'required: [RD]', words: '# Publications\n\n{#send} A party must send a draft to {each-other} before it publishes.' },
  'payment-terms': { yaml: 'required: { types: all, when: { not: { is: [money.model, own-costs] } } }', words: '# Payment\n\n{#pay} A party must pay the other within the payment period.' },
  'work-plan-raci': {
    yaml: 'required: [RD]\nblocks: { schedule-work-plan: { repeat: work.items } }',
    words: '# Work plan\n\n{#part} Schedule {ref:schedule-work-plan} is the work plan.\n\n{#schedule-work-plan} ## Work plan\n\n| No. | Item |\n|---|---|\n| {n} | {item.title} |',
  },
  deadlock: { yaml: 'optional: all\nneeds: [steering-committee]', words: '# Deadlock\n\n{#talk} If a decision fails twice, the managing directors talk.' },
  'steering-committee': { yaml: 'optional: all', words: '# Steering committee\n\n{#members} Each party appoints one member.' },
  courts: { yaml: 'optional: all\nconflicts: [arbitration]', words: '# Courts\n\n{#court} The courts of Munich have exclusive jurisdiction.' },
  arbitration: { yaml: 'optional: all\nconflicts: [courts]', words: '# Arbitration\n\n{#tribunal} An arbitral tribunal decides.' },
  precedence: { yaml: 'optional: all', words: '# Order of documents\n\n{#order} The grant agreement prevails.' },
  contributions: {
    yaml: 'optional: all\nblocks: { item: { repeat: contribution.items } }',
    words: '# Contributions\n\n{#intro} The parties contribute the following:\n\n{#item} {n}. {item.party|party} contributes {item.description}.',
  },
  'interpretation-and-time': { yaml: 'optional: all\nterms: { business-day: { en: business day } }', words: '# Counting time\n\n{#day} A {def:business-day} is a day on which businesses are open in Munich.' },
  'termination-cause': { yaml: 'optional: all\nslots: { cure: term.exits.cure }', words: '# Ending for cause\n\n{#cure} The party must cure the breach within {cure} after receipt of the notice.' },
  'title-and-parties': { yaml: 'part: front\nrequired: all', words: '# Parties\n\n{#intro} This agreement is made between the parties.' },
};

const compiled = new Map<string, Library>();

/** The bundled packs of laws with their rules and without their words, which lie over clauses that the little library does not have. */
const laws: PackFiles[] = ['eu', 'gb-eaw', 'de', 'fr', 'us', 'us-ny', 'us-de', 'us-ca'].map((name) => {
  const { folder, files } = packFiles(name);
  return { folder, files: { 'pack.yaml': files['pack.yaml'] as string, 'rules.yaml': files['rules.yaml'] as string } };
});

/** The library with exactly these clauses of the little library, in this order, and the rules of the packs that the answers ask for. */
export function exampleLibrary(ids: readonly string[], answers?: Answers): Library {
  const { uses } = packsFor(answers, laws.flatMap((pack) => packInfo(pack) ?? []));
  const named = (words: boolean): PackFiles[] => uses.filter((use) => use.words === words).map((use) => laws.find((pack) => packInfo(pack)?.id === use.pack) as PackFiles);
  const key = JSON.stringify([ids, uses.map((use) => [use.pack, use.words])]);
  let library = compiled.get(key);
  if (library === undefined) {
    const files: Record<string, string> = { 'pack.yaml': 'id: base\ntitle: Examples\nversion: 1.0.0\ndate: 2026-11-01\nlicence: CC0-1.0\n' };
    ids.forEach((id, index) => {
      const written = clauses[id];
      if (written === undefined) throw new Error(`the little library has no clause ${id}`);
      files[`clauses/${id}/clause.yaml`] = `id: ${id}\nversion: 1\n${index === 0 ? '' : `follows: ${ids[index - 1] as string}\n`}${written.yaml}\n`;
      files[`clauses/${id}/en.md`] = `${written.words}\n`;
    });
    const result = compile([{ folder: 'examples', files }, ...named(true)], named(false));
    if (!result.ok) throw new Error(result.faults.map(faultLine).join('\n'));
    library = result.library;
    compiled.set(key, library);
  }
  return library;
}
