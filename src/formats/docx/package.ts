import { isRightToLeft, wordLanguage } from '#formats/docx/language';
import { runningParts } from '#formats/docx/page';
import { declaration, escapeAttribute, escapeText } from '#formats/docx/xml';

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument';

/** The list of parts and their types; `items` counts the custom XML parts. */
export function contentTypesXml(items: number): string {
  const word = (part: string, type: string): string => `<Override PartName="/word/${part}.xml" ContentType="${types}.wordprocessingml.${type}+xml"/>`;
  const parts = [
    word('document', 'document.main'),
    ...['styles', 'numbering', 'settings', 'fontTable'].map((part) => word(part, part)),
    ...runningParts.map((part) => word(part.file, part.kind)),
    ...Array.from({ length: items }, (_, index) => `<Override PartName="/customXml/itemProps${index + 1}.xml" ContentType="${types}.customXmlProperties+xml"/>`),
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>',
    `<Override PartName="/docProps/app.xml" ContentType="${types}.extended-properties+xml"/>`,
  ];
  return `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${parts.join('')}</Types>`;
}

function relations(list: readonly (readonly [id: string, type: string, target: string])[]): string {
  const written = list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type.startsWith('http') ? type : `${office}/${type}`}" Target="${target}"/>`);
  return `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${written.join('')}</Relationships>`;
}

/** Relations of the package: the document and its properties. */
export function packageRelations(): string {
  return relations([
    ['rId1', 'officeDocument', 'word/document.xml'],
    ['rId2', 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties', 'docProps/core.xml'],
    ['rId3', 'extended-properties', 'docProps/app.xml'],
  ]);
}

/** Relations of the main part; `items` counts the custom XML parts. */
export function documentRelations(items: number): string {
  return relations([
    ...['styles', 'numbering', 'settings', 'fontTable'].map((part, index) => [`rId${index + 1}`, part, `${part}.xml`] as const),
    ...runningParts.map((part) => [part.id, part.kind, `${part.file}.xml`] as const),
    ...Array.from({ length: items }, (_, index) => [`rIdItem${index + 1}`, 'customXml', `../customXml/item${index + 1}.xml`] as const),
  ]);
}

/** Relations of a custom XML part: its properties. */
export function itemRelations(index: number): string {
  return relations([['rId1', 'customXmlProps', `itemProps${index}.xml`]]);
}

/** Settings: Word 2013 and later layout, no fields that update themselves, no template, no revision marks of saving. */
export function settingsXml(lang: string): string {
  const compatibility = ['compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15', 'overrideTableStyleFontSizeAndJustification" w:uri="http://schemas.microsoft.com/office/word" w:val="1', 'enableOpenTypeFeatures" w:uri="http://schemas.microsoft.com/office/word" w:val="1', 'doNotFlipMirrorIndents" w:uri="http://schemas.microsoft.com/office/word" w:val="1'];
  const language = escapeAttribute(wordLanguage(lang));
  return `${declaration}<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:zoom w:percent="100"/><w:defaultTabStop w:val="680"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>${compatibility.map((one) => `<w:compatSetting w:name="${one}"/>`).join('')}</w:compat><w:themeFontLang w:val="${language}"${isRightToLeft(lang) ? ` w:bidi="${language}"` : ''}/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>`;
}

/** Title, language and time of making; the author only where one is given. */
export function corePropertiesXml(title: string, lang: string, created: string, author: string | undefined): string {
  const creator = author === undefined ? '' : `<dc:creator>${escapeText(author)}</dc:creator>`;
  const time = (name: string): string => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${created}</dcterms:${name}>`;
  return `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeText(title)}</dc:title>${creator}${time('created')}${time('modified')}<dc:language>${escapeText(wordLanguage(lang))}</dc:language></cp:coreProperties>`;
}

/** The program that wrote the file, and nothing about the machine or the person. */
export function appPropertiesXml(pages: number): string {
  return `${declaration}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Entente</Application><Pages>${pages}</Pages></Properties>`;
}
