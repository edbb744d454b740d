import { z } from 'zod';
import type { Printed } from '#agreement/document/print';
import type { Answers } from '#agreement/facts/answers';
import { formatDate } from '#agreement/time/format-date';
import { plainNotice } from '#agreement/words/notice';
import { writeDocx } from '#formats/docx/write';
import { writeHtml } from '#formats/html/write';
import { formats } from '#formats/index';
import { writeMarkdown } from '#formats/markdown/write';
import type { PrintMeta } from '#formats/meta';
import { pdfRequest } from '#formats/pdf/request';
import { balance, printBalance } from '#stages/draft/balance';
import { titleOf } from '#stages/draft/draft';
import { allDifferences, headsOfTerms } from '#stages/draft/heads';
import { openInWords, printPartyPage } from '#stages/draft/party-page';
import { fileNameOf } from '#operations/export-agreement';
import { agreementId, fileForm } from '#operations/forms';
import { libraryFor } from '#operations/library-of';
import { load, textOf, type Loaded } from '#operations/load';
import { operation, type FileBytes } from '#operations/operation';
import { pageOf } from '#operations/party-page';
import { differencesFor } from '#operations/state-answer';
import type { World } from '#world/world';

/** The formats that texts beside the agreement are written in; data comes from the operations that read them. */
export const leafletFormats = ['pdf', 'docx', 'html', 'md'] as const;
type LeafletFormat = (typeof leafletFormats)[number];

/** The texts beside the agreement. */
const leaflets = ['party-page', 'heads', 'balance'] as const;

/** The name of a text beside the agreement. */
export type LeafletName = (typeof leaflets)[number];

/** What leans to whom, clause by clause and over the whole. */
export const readBalance = operation({
  name: 'read-balance',
  summary: 'Read which party each clause leans to, and why.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({ clauses: z.array(z.unknown()), parties: z.array(z.unknown()) }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    return { result: balance(libraryFor(world, loaded.answers, loaded.own.packs), textOf(loaded), loaded.answers) };
  },
});

/** Heads of terms as sections of lines and tables; they need no draft. */
export const readHeads = operation({
  name: 'read-heads',
  summary: 'Read heads of terms: what is agreed so far, what is open, what differs.',
  kind: 'read',
  input: z.strictObject({ agreement: agreementId }),
  output: z.object({ title: z.string(), sections: z.array(z.unknown()), open: z.array(z.string()), differ: z.number() }),
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const { printed, open, differ } = await headsOf(world, await load(world, seat, input.agreement));
    return { result: { title: printed.title, sections: printed.sections, open, differ } };
  },
});

/** Gives a text beside the agreement as a file: the page of a party, heads of terms, or the balance. */
export const exportLeaflet = operation({
  name: 'export-leaflet',
  summary: 'Download the page of a party, heads of terms or the balance.',
  kind: 'read',
  input: z.strictObject({
    agreement: agreementId,
    leaflet: z.enum(leaflets),
    party: z.string().max(60).optional().meta({ description: 'For a party page: whose; without it the own one' }),
    length: z.enum(['page', 'whole']).default('page').meta({ description: 'For a party page: one page, or with the lines of lesser weight behind it' }),
    format: z.enum(leafletFormats),
    paper: z.enum(['a4', 'letter']).default('a4'),
  }),
  output: fileForm,
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const at = loaded.state.changedAt ?? world.now();
    const { printed, columns, name, subtitle, notice, state } = await leafletOf(world, loaded, input.leaflet, input.party, input.length === 'whole');
    const version = `${state === 'final' ? 'Version' : 'Draft'} ${loaded.state.document?.version ?? 1}${state === 'final' ? ',' : ' of'} ${formatDate(at.slice(0, 10), 'en')}`;
    return { result: await writeLeaflet(printed, { name, columns, format: input.format, at, paper: input.paper, subtitle, notice, version, authors: authorsOf(loaded.answers) }, world) };
  },
});

interface Leaflet {
  printed: Printed;
  columns: NonNullable<PrintMeta['leaflet']>;
  /** File name without its ending. */
  name: string;
  subtitle: string;
  notice: string;
  /** Whether the text behind it is sealed. */
  state: 'draft' | 'final';
}

async function leafletOf(world: World, loaded: Loaded, leaflet: LeafletName, party: string | undefined, whole: boolean): Promise<Leaflet> {
  const { answers } = loaded;
  const title = titleOf(answers);
  const base = fileNameOf(title);
  const state = loaded.state.shared.seal === null ? 'draft' : 'final';
  switch (leaflet) {
    case 'party-page': {
      const page = await pageOf(world, loaded, party);
      const open = openInWords(page.open.length);
      return { printed: printPartyPage(page, { whole, file: `${base}.html` }), columns: 'two-columns', name: `${base}-page-${page.party}`, subtitle: `${title}: ${page.about.charAt(0).toLowerCase()}${page.about.slice(1)}${open === '' ? '' : `; ${open}`}`, notice: '', state };
    }
    case 'heads':
      return { printed: (await headsOf(world, loaded)).printed, columns: 'one-column', name: `${base}-heads-of-terms`, subtitle: namesOf(answers), notice: plainNotice, state: 'draft' };
    case 'balance':
      return { printed: printBalance(balance(libraryFor(world, answers, loaded.own.packs), textOf(loaded), answers), title), columns: 'one-column', name: `${base}-balance`, subtitle: namesOf(answers), notice: '', state };
  }
}

/** Heads of terms of an agreement, with what its parties answer differently. */
async function headsOf(world: World, loaded: Loaded): Promise<ReturnType<typeof headsOfTerms>> {
  const { answers } = loaded;
  const said = await differencesFor(world, loaded, answers.parties.map((party) => party.id));
  return headsOfTerms(libraryFor(world, answers, loaded.own.packs), answers, titleOf(answers), allDifferences(answers, said));
}

function namesOf(answers: Answers): string {
  const names = answers.parties.map((party) => party.shortName ?? party.legalName ?? party.id);
  return names.length === 0 ? '' : `between ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`}`;
}

function authorsOf(answers: Answers): string[] {
  return answers.parties.flatMap((party) => (party.legalName === undefined ? [] : [party.legalName]));
}

interface Writing {
  name: string;
  columns: NonNullable<PrintMeta['leaflet']>;
  format: LeafletFormat;
  at: string;
  paper: 'a4' | 'letter';
  subtitle: string;
  /** '' for none. */
  notice: string;
  version: string;
  authors: string[];
}

async function writeLeaflet(printed: Printed, { name, columns, format, at, paper, subtitle, notice, version, authors }: Writing, world: World): Promise<FileBytes> {
  const known = formats.find((one) => one.id === format);
  if (known === undefined) throw new Error(`no format ${format}`);
  const common = { date: at.slice(0, 10), paper, authors, version, leaflet: columns, keywords: ['cooperation agreement'], ...(subtitle !== '' && { subtitle }) };
  // The page of a party and the balance carry their own last line in place of the notice.
  const meta: PrintMeta = notice === '' ? { ...common, state: 'final' } : { ...common, state: 'draft', notice };
  const bytes = async (): Promise<Uint8Array> => {
    switch (format) {
      case 'md':
        return new TextEncoder().encode(writeMarkdown(printed, meta));
      case 'html':
        return new TextEncoder().encode(writeHtml(printed, meta));
      case 'docx':
        return writeDocx(printed, { title: printed.title, lang: printed.lang, created: at, draft: notice !== '', leaflet: true, version, paper, ...(subtitle !== '' && { subtitle }), ...(notice !== '' && { notice }) });
      case 'pdf':
        return world.writePdf(pdfRequest(printed, meta, null));
    }
  };
  return { name: `${name}.${known.extension}`, mediaType: known.mediaType, bytes: await bytes() };
}
