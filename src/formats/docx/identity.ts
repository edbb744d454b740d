import type { PrintedBlock } from '#agreement/document/print';
import { digestOfBytes } from '#agreement/record/canonical';
import type { Plan } from '#formats/docx/plan';
import { declaration, escapeAttribute, escapeText } from '#formats/docx/xml';

/** The namespace of the part that maps bookmarks to nodes. */
export const identityNamespace = 'urn:entente:docx:1';

/** The namespace of the part that holds the agreement as JSON. */
export const agreementNamespace = 'urn:entente:agreement:1';

/** The text of a block whose digest goes into the file: of a table its cells, split by tabs, its rows by line breaks. */
export function textOfBlock(block: PrintedBlock): string {
  return block.kind === 'table' ? block.rows.map((row) => row.cells.map((cell) => cell.text).join('\t')).join('\n') : block.text;
}

/** Which bookmark is which clause, schedule and block, with the SHA-256 of its text as it was written. */
export function identityXml(plan: Plan, lang: string): string {
  const encoder = new TextEncoder();
  const hash = (text: string): string => digestOfBytes(encoder.encode(text));
  const sections = plan.sections.map(({ section, bookmark, blocks }) => {
    const nodes = blocks.map((planned) => `<node id="${escapeAttribute(planned.block.id)}" kind="${planned.block.kind}" bookmark="${planned.bookmark}" hash="${hash(textOfBlock(planned.block))}"/>`);
    const clause = section.kind === 'schedule' ? ` clause="${escapeAttribute(section.clause)}"` : '';
    return `<${section.kind} id="${escapeAttribute(section.id)}"${clause} part="${section.part}" bookmark="${bookmark}" hash="${hash(section.heading.text)}">${nodes.join('')}</${section.kind}>`;
  });
  return `${declaration}<document xmlns="${identityNamespace}" lang="${escapeAttribute(lang)}">${sections.join('')}</document>`;
}

/** The agreement as JSON inside an XML part; what XML cannot hold is escaped the JSON way, so the JSON reads back the same. */
export function agreementXml(json: string): string {
  const safe = json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
  return `${declaration}<agreement xmlns="${agreementNamespace}" type="application/json">${escapeText(safe)}</agreement>`;
}

/** The property part that gives a custom part its id and namespace. */
export function itemPropertiesXml(index: number, namespace: string): string {
  return `${declaration}<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{5E7E0C1A-9D42-4B7B-8A53-0F1E6C2D4A0${index}}"><ds:schemaRefs><ds:schemaRef ds:uri="${namespace}"/></ds:schemaRefs></ds:datastoreItem>`;
}
