import { z } from 'zod';
import { printVersions } from '#agreement/document/print';
import type { Document } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { formatDate } from '#agreement/time/format-date';
import { peopleFrom } from '#agreement/words/people';
import { formats, type FormatId } from '#formats/index';
import { writeDocx } from '#formats/docx/write';
import { writeHtml } from '#formats/html/write';
import { writeCalendar } from '#formats/ics/write';
import { writeJson } from '#formats/json/write';
import { writeMarkdown } from '#formats/markdown/write';
import type { PrintMeta } from '#formats/meta';
import { pdfRequest } from '#formats/pdf/request';
import { agreementId, fileForm } from '#operations/forms';
import { load, readBlob, textOf } from '#operations/load';
import { plainNotice } from '#agreement/words/notice';
import { operation, type FileBytes } from '#operations/operation';
import { obligationsOf } from '#operations/track-agreement';
import type { World } from '#world/world';

/** Gives an agreement as a file. A sealed agreement's PDF is the sealed file itself, byte for byte. */
export const exportAgreement = operation({
  name: 'export-agreement',
  summary: 'Download an agreement in a format.',
  kind: 'read',
  input: z.strictObject({
    agreement: agreementId,
    format: z.enum(formats.map((format) => format.id) as [FormatId, ...FormatId[]]),
    paper: z.enum(['a4', 'letter']).default('a4'),
  }),
  output: fileForm,
  may: ['lead', 'contributor', 'counsel', 'signatory', 'reader'],
  run: async ({ seat }, input, world) => {
    const loaded = await load(world, seat, input.agreement);
    const { state } = loaded;
    const content: Content = { id: loaded.id, document: textOf(loaded), answers: loaded.answers, version: state.document?.version ?? 1, final: state.shared.seal !== null, at: state.changedAt ?? world.now() };
    if (input.format === 'pdf' && state.shared.seal !== null) {
      const pdf = await readBlob(world, seat, loaded.id, state.shared.signatures.at(-1)?.pdf ?? state.shared.seal.pdf);
      return { result: { name: `${fileName(content)}.pdf`, mediaType: 'application/pdf', bytes: pdf } };
    }
    return { result: await exportContent(content, input.format, world, input.paper) };
  },
});

/** What there is to write: a text with the answers behind it. */
export interface Content {
  id: string;
  document: Document;
  answers: Answers;
  version: number;
  /** True for the text that is sealed and signed: no draft marking, no notice. */
  final: boolean;
  /** When this text came to be, RFC 3339. */
  at: string;
  /** The checkpoint that its PDF carries, as JSON text; only a sealed one does. */
  checkpoint?: string;
}

/** A file name without extension from the title: small letters, digits and hyphens. */
export function fileName({ document }: Pick<Content, 'document'>): string {
  return fileNameOf(String(document.attrs.title ?? 'agreement'));
}

/** The same from a title alone. */
export function fileNameOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 80) || 'agreement';
}

/** Writes a text in one format. */
export async function exportContent(content: Content, format: FormatId, world: World, paper: 'a4' | 'letter' = 'a4'): Promise<FileBytes> {
  const { document, answers } = content;
  const known = formats.find((one) => one.id === format);
  if (known === undefined) throw new Error(`no format ${format}`);
  const printed = printVersions(document, { people: peopleFrom(answers) });
  const meta = metaOf(content, paper);
  const bytes = async (): Promise<Uint8Array> => {
    switch (format) {
      case 'md':
        return utf8(writeMarkdown(printed, meta));
      case 'html':
        return utf8(writeHtml(printed, meta));
      case 'json':
        return utf8(agreementJson(content));
      case 'docx':
        return writeDocx(printed, {
          title: printed.title,
          lang: printed.lang,
          created: content.at,
          draft: !content.final,
          version: meta.version,
          ...(meta.subtitle !== undefined && { subtitle: meta.subtitle }),
          ...(meta.notice !== undefined && { notice: meta.notice }),
          paper,
        });
      case 'pdf':
        return world.writePdf(pdfRequest(printed, meta, agreementJson(content, paper), content.checkpoint));
      case 'ics':
        return utf8(writeCalendar(await obligationsOf(document, answers, world), { name: printed.title, uidBase: content.id, stamp: content.at }));
    }
  };
  return { name: `${fileName(content)}.${known.extension}`, mediaType: known.mediaType, bytes: await bytes() };
}

/** The JSON of an agreement; inside a PDF it also says how the pages were set (`paper`), so that they can be set again and compared. */
export function agreementJson({ document, answers, version, at, final }: Content, paper?: 'a4' | 'letter'): string {
  const pages = paper === undefined ? undefined : ({ date: at.slice(0, 10), state: final ? 'final' : 'draft', paper } as const);
  return writeJson({ document, answers, version, library: document.attrs.library as string | null, ...(pages !== undefined && { pages }) });
}

function metaOf(content: Content, paper: 'a4' | 'letter'): PrintMeta {
  const date = content.at.slice(0, 10);
  const authors = content.answers.parties.flatMap((party) => (party.legalName === undefined ? [] : [party.legalName]));
  const names = content.answers.parties.map((party) => party.shortName ?? party.id);
  const subtitle = names.length > 0 && names.length <= 8 ? `between ${names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`}` : undefined;
  const common = { date, paper, authors, keywords: ['cooperation agreement'], ...(subtitle !== undefined && { subtitle }) };
  return content.final ? { ...common, state: 'final', version: `Version ${content.version}, ${formatDate(date, 'en')}` } : { ...common, state: 'draft', version: `Draft ${content.version} of ${formatDate(date, 'en')}`, notice: plainNotice };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
