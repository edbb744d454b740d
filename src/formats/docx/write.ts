import { strToU8, zipSync, type Zippable } from 'fflate';
import type { Printed } from '#agreement/document/print';
import { bodyXml } from '#formats/docx/body';
import { agreementNamespace, agreementXml, identityNamespace, identityXml, itemPropertiesXml } from '#formats/docx/identity';
import { layOut } from '#formats/docx/layout';
import type { Paper } from '#formats/docx/measures';
import { appPropertiesXml, contentTypesXml, corePropertiesXml, documentRelations, itemRelations, packageRelations, settingsXml } from '#formats/docx/package';
import { runningParts, runningXml } from '#formats/docx/page';
import { estimatePages } from '#formats/docx/page-estimate';
import { planDocument } from '#formats/docx/plan';
import { fontsXml, stylesXml } from '#formats/docx/styles';
import { oneLine } from '#formats/docx/xml';
import { furnitureFor } from '#formats/furniture';
import { versionsOf } from '#formats/versions';

/** What the file says beside the text of the agreement. */
export interface DocxMeta {
  title: string;
  /** One line under the title. */
  subtitle?: string;
  /** What the foot of each page calls this text: "Draft of 1 November 2026". */
  version?: string;
  lang: string;
  author?: string;
  /** When the text was made, ISO 8601 with zone. */
  created: string;
  draft: boolean;
  /** The plain notice, printed small on the first page of a draft. */
  notice?: string;
  /** The agreement as JSON, kept in a part of the file that Word carries along unseen. */
  agreementJson?: string;
  /** True for a text of a page or two beside the agreement, which needs no table of contents. */
  leaflet?: true;
  /** A4 unless told otherwise. */
  paper?: Paper;
}

/** Writes an agreement as a Word file. The same input gives the same bytes. Throws RangeError where `created` is no time or `lang` no language. */
export function writeDocx(printed: Printed, meta: DocxMeta): Uint8Array {
  const { lang, draft } = meta;
  const words = furnitureFor(lang);
  const first = { title: oneLine(meta.title), subtitle: meta.subtitle, notice: draft ? meta.notice : undefined, contents: meta.leaflet !== true };
  const plan = planDocument(printed, words.schedule);
  const layout = layOut(plan, meta.paper ?? 'a4');
  const versions = versionsOf(printed);
  const { pages, count } = estimatePages(plan, layout, first, versions);
  const items = [{ xml: identityXml(plan, lang), namespace: identityNamespace }];
  if (meta.agreementJson !== undefined) items.push({ xml: agreementXml(meta.agreementJson), namespace: agreementNamespace });
  const parts: Record<string, string> = {
    '[Content_Types].xml': contentTypesXml(items.length),
    '_rels/.rels': packageRelations(),
    'word/document.xml': bodyXml(plan, { ...first, lang, words, layout, pages, ...(versions !== undefined && { versions }) }),
    'word/_rels/document.xml.rels': documentRelations(items.length),
    'word/styles.xml': stylesXml(lang, layout.paper),
    'word/numbering.xml': plan.numbering.xml(),
    'word/settings.xml': settingsXml(lang),
    'word/fontTable.xml': fontsXml(),
    'docProps/core.xml': corePropertiesXml(first.title, lang, instant(meta.created), meta.author),
    'docProps/app.xml': appPropertiesXml(count),
  };
  const running = { title: first.title, version: meta.version ?? '', draft, pages: count, paper: layout.paper, words };
  for (const part of runningParts) parts[`word/${part.file}.xml`] = runningXml(part, running);
  items.forEach(({ xml, namespace }, index) => {
    const number = index + 1;
    parts[`customXml/item${number}.xml`] = xml;
    parts[`customXml/itemProps${number}.xml`] = itemPropertiesXml(number, namespace);
    parts[`customXml/_rels/item${number}.xml.rels`] = itemRelations(number);
  });
  return pack(parts);
}

/** ZIP has local times without a zone; the first one it can say, so that the bytes depend on the content only. */
const epoch = new Date(1980, 0, 1);

function pack(parts: Readonly<Record<string, string>>): Uint8Array {
  const files: Zippable = {};
  for (const [path, xml] of Object.entries(parts)) files[path] = strToU8(xml);
  return zipSync(files, { level: 6, mtime: epoch });
}

function instant(created: string): string {
  const time = new Date(created);
  if (Number.isNaN(time.getTime())) throw new RangeError(`"${created}" is not a time in ISO 8601`);
  return `${time.toISOString().slice(0, 19)}Z`;
}
