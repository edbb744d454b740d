import { isRightToLeft, wordLanguage } from '#formats/docx/language';
import { textArea } from '#formats/docx/layout';
import { colours, indents, settings, type Paper, type Setting } from '#formats/docx/measures';
import { declaration, wordNames } from '#formats/docx/xml';

const font = 'Source Serif 4';

interface Style {
  id: string;
  name: string;
  based?: string;
  next?: string;
  /** Shown in Word's gallery, since people set text with it. */
  quick?: boolean;
  /** Left out where the style sets text as the one it is based on. */
  setting?: Setting;
  quiet?: boolean;
  /** Paragraph properties that stand before, and after, spacing in the order of the schema. */
  leading?: string;
  trailing?: string;
}

function paragraphStyle({ id, name, based = 'Normal', next, quick = false, setting, quiet = false, leading = '', trailing = '' }: Style): string {
  const paragraph = leading + (setting === undefined ? '' : spacing(setting)) + trailing;
  const run = (setting?.bold === true ? '<w:b/><w:bCs/>' : '') + (quiet ? `<w:color w:val="${colours.quiet}"/>` : '') + (setting === undefined ? '' : size(setting));
  const own = /^(?:Title|Subtitle|Heading1|TOC1|Header|Footer)$/.test(id) ? '' : ' w:customStyle="1"';
  const follows = next === undefined ? '' : `<w:next w:val="${next}"/>`;
  return `<w:style w:type="paragraph"${own} w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="${based}"/>${follows}<w:uiPriority w:val="${quick ? 9 : 39}"/>${quick ? '<w:qFormat/>' : ''}${paragraph === '' ? '' : `<w:pPr>${paragraph}</w:pPr>`}${run === '' ? '' : `<w:rPr>${run}</w:rPr>`}</w:style>`;
}

/** Leading in twentieths of a point. */
function spacing({ leading, before, after }: Setting): string {
  return `<w:spacing w:before="${before * 20}" w:after="${after * 20}" w:line="${leading * 20}" w:lineRule="atLeast"/>`;
}

/** Size in half points. */
function size(setting: Setting): string {
  return `<w:sz w:val="${setting.size * 2}"/><w:szCs w:val="${setting.size * 2}"/>`;
}

function characterStyle(id: string, name: string, run: string): string {
  return `<w:style w:type="character" w:customStyle="1" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="10"/><w:qFormat/><w:rPr>${run}</w:rPr></w:style>`;
}

const together = '<w:keepNext/><w:keepLines/>';
const counts = (numId: number, level: number): string => `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${numId}"/></w:numPr>`;
const edge = (side: string, width: number, space: number): string => `<w:pBdr><w:${side} w:val="single" w:sz="${width}" w:space="${space}" w:color="${colours.hairline}"/></w:pBdr>`;

function paragraphStyles(right: number): string[] {
  const { Normal, Title, Subtitle, Notice, Heading, ScheduleHeading, TableText, TableHead, TableTextDense, TableHeadDense, Signature, Contents, Small, Gap } = settings;
  const hanging = `<w:ind w:left="${indents.contents}" w:hanging="${indents.contents}"/>`;
  const rightTab = `<w:tab w:val="right" w:pos="${right}"/>`;
  const styles: Style[] = [
    { id: 'Title', name: 'Title', next: 'Normal', quick: true, setting: Title, leading: together },
    { id: 'Subtitle', name: 'Subtitle', next: 'Normal', quick: true, setting: Subtitle, quiet: true },
    { id: 'Heading1', name: 'heading 1', next: 'Clause2', quick: true, setting: Heading, leading: together + counts(1, 0), trailing: '<w:outlineLvl w:val="0"/>' },
    { id: 'FrontHeading', name: 'Front Heading', next: 'Normal', quick: true, setting: Heading, leading: together },
    { id: 'ScheduleHeading', name: 'Schedule Heading', next: 'Normal', quick: true, setting: ScheduleHeading, leading: `${together}<w:pageBreakBefore/>${counts(2, 0)}`, trailing: '<w:outlineLvl w:val="0"/>' },
    { id: 'Clause2', name: 'Clause 1.1', quick: true, leading: counts(1, 1) },
    { id: 'Clause3', name: 'Clause (a)', quick: true, leading: counts(1, 2) },
    { id: 'Clause4', name: 'Clause (1)', quick: true, leading: counts(1, 3) },
    { id: 'ClauseText', name: 'Clause Text', quick: true, trailing: `<w:ind w:left="${indents.clause}"/>` },
    { id: 'ListItem', name: 'List Item', quick: true },
    { id: 'TableText', name: 'Table Text', quick: true, setting: TableText },
    { id: 'TableHead', name: 'Table Head', setting: TableHead, quiet: true, leading: '<w:keepNext/>' },
    { id: 'TableTextDense', name: 'Table Text Dense', setting: TableTextDense },
    { id: 'TableHeadDense', name: 'Table Head Dense', setting: TableHeadDense, quiet: true, leading: '<w:keepNext/>' },
    { id: 'Signature', name: 'Signature Text', setting: Signature, leading: together },
    { id: 'SignatureLabel', name: 'Signature Label', setting: Small, quiet: true, leading: together },
    { id: 'Gap', name: 'Gap', setting: Gap },
    { id: 'Notice', name: 'Notice', setting: Notice, quiet: true, leading: `<w:keepLines/>${edge('left', 12, 8)}`, trailing: '<w:ind w:left="200"/>' },
    { id: 'ContentsHeading', name: 'Contents Heading', next: 'Normal', setting: Heading, leading: '<w:keepNext/>' },
    { id: 'TOC1', name: 'toc 1', next: 'Normal', setting: Contents, leading: `<w:tabs><w:tab w:val="left" w:pos="${indents.contents}"/><w:tab w:val="right" w:leader="dot" w:pos="${right}"/></w:tabs>`, trailing: hanging },
    { id: 'Header', name: 'header', setting: Small, quiet: true, leading: `<w:tabs>${rightTab}</w:tabs>` },
    { id: 'Footer', name: 'footer', setting: Small, quiet: true, leading: `${edge('top', 4, 4)}<w:tabs>${rightTab}</w:tabs>` },
  ];
  const normal = `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr>${spacing(Normal)}</w:pPr></w:style>`;
  return [normal, ...styles.map(paragraphStyle)];
}

/** The styles part: text 11/15.5 pt in Source Serif 4, headings and paragraphs that number themselves, tables 10/14 pt. */
export function stylesXml(lang: string, paper: Paper): string {
  const language = wordLanguage(lang);
  const bidi = isRightToLeft(lang);
  const eastern = /^(?:zh|ja|ko)\b/.test(language);
  const languages = `<w:lang w:val="${language}" w:eastAsia="${eastern ? language : 'zh-CN'}" w:bidi="${bidi ? language : 'ar-SA'}"/>`;
  const fonts = `<w:rFonts w:ascii="${font}" w:hAnsi="${font}" w:eastAsia="${font}" w:cs="${font}"/>`;
  const defaults = `<w:docDefaults><w:rPrDefault><w:rPr>${fonts}<w:color w:val="${colours.ink}"/>${size(settings.Normal)}${languages}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>${bidi ? '<w:bidi/>' : ''}</w:pPr></w:pPrDefault></w:docDefaults>`;
  const rest = [
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>',
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>',
    characterStyle('Definition', 'Definition', '<w:b/><w:bCs/>'),
    characterStyle('Blank', 'Blank', `<w:bdr w:val="single" w:sz="4" w:space="0" w:color="${colours.blankLine}"/><w:shd w:val="clear" w:color="auto" w:fill="${colours.blankFill}"/>`),
  ];
  return `${declaration}<w:styles ${wordNames}>${defaults}${paragraphStyles(textArea(paper, false).width).join('')}${rest.join('')}</w:styles>`;
}

/** The font table: our serif by name, and Georgia where it is not installed. Fonts are not embedded. */
export function fontsXml(): string {
  const face = (name: string, other: string, panose: string): string => `<w:font w:name="${name}"><w:altName w:val="${other}"/><w:panose1 w:val="${panose}"/><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>`;
  return `${declaration}<w:fonts ${wordNames}>${face(font, 'Georgia', '02040603050405020204')}${face('Georgia', 'Times New Roman', '02040502050405020303')}</w:fonts>`;
}
