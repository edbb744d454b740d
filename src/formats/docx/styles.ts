import { colours, indents, textWidth, type Paper } from '#formats/docx/measures';
import { isRightToLeft, wordLanguage } from '#formats/docx/language';
import { declaration, escapeAttribute } from '#formats/docx/xml';

const font = 'Source Serif 4';
const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** Sizes in points as Word counts them: size in half points, leading in twentieths. */
function type(size: number, leading: number): { run: string; spacing: string } {
  return { run: `<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/>`, spacing: `w:line="${leading * 20}" w:lineRule="atLeast"` };
}

interface Style {
  id: string;
  name: string;
  based?: string;
  next?: string;
  paragraph?: string;
  run?: string;
  /** Shown in Word's gallery. */
  quick?: boolean;
}

function paragraphStyle({ id, name, based = 'Normal', next, paragraph = '', run = '', quick = false }: Style): string {
  const follows = next === undefined ? '' : `<w:next w:val="${next}"/>`;
  const inside = `${paragraph === '' ? '' : `<w:pPr>${paragraph}</w:pPr>`}${run === '' ? '' : `<w:rPr>${run}</w:rPr>`}`;
  return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="${based}"/>${follows}<w:uiPriority w:val="${quick ? 9 : 39}"/>${quick ? '<w:qFormat/>' : ''}${inside}</w:style>`;
}

function characterStyle(id: string, name: string, run: string): string {
  return `<w:style w:type="character" w:customStyle="1" w:styleId="${id}"><w:name w:val="${name}"/><w:uiPriority w:val="10"/><w:qFormat/><w:rPr>${run}</w:rPr></w:style>`;
}

const bold = '<w:b/><w:bCs/>';
const quiet = `<w:color w:val="${colours.quiet}"/>`;
const numbered = (level: number): string => `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr>`;

/** The styles part: text 11/15.5 pt in Source Serif 4, headings that number themselves, tables 10/14 pt. */
export function stylesXml(lang: string, paper: Paper): string {
  const body = type(11, 15.5);
  const title = type(20, 25);
  const schedule = type(15, 20);
  const table = type(10, 14);
  const small = type(9, 12);
  const language = wordLanguage(lang);
  const bidi = isRightToLeft(lang);
  const right = textWidth(paper);
  const styles = [
    paragraphStyle({ id: 'Title', name: 'Title', next: 'Normal', quick: true, paragraph: `<w:keepNext/><w:keepLines/><w:spacing w:before="0" w:after="80" ${title.spacing}/>`, run: `${bold}<w:spacing w:val="-4"/>${title.run}` }),
    paragraphStyle({ id: 'Subtitle', name: 'Subtitle', next: 'Normal', quick: true, paragraph: '<w:keepNext/><w:spacing w:before="0" w:after="200"/>', run: quiet }),
    paragraphStyle({ id: 'Heading1', name: 'heading 1', next: 'Clause2', quick: true, paragraph: `<w:keepNext/><w:keepLines/>${numbered(0)}<w:spacing w:before="310" w:after="80"/><w:outlineLvl w:val="0"/>`, run: bold }),
    paragraphStyle({ id: 'FrontHeading', name: 'Front Heading', next: 'Normal', quick: true, paragraph: '<w:keepNext/><w:keepLines/><w:spacing w:before="310" w:after="80"/>', run: bold }),
    paragraphStyle({ id: 'ScheduleHeading', name: 'Schedule Heading', next: 'Normal', quick: true, paragraph: `<w:keepNext/><w:keepLines/><w:pageBreakBefore/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr><w:spacing w:before="0" w:after="310" ${schedule.spacing}/><w:outlineLvl w:val="0"/>`, run: `${bold}${schedule.run}` }),
    paragraphStyle({ id: 'Clause2', name: 'Clause 1.1', quick: true, paragraph: numbered(1) }),
    paragraphStyle({ id: 'Clause3', name: 'Clause (a)', quick: true, paragraph: numbered(2) }),
    paragraphStyle({ id: 'Clause4', name: 'Clause (1)', quick: true, paragraph: numbered(3) }),
    paragraphStyle({ id: 'ClauseText', name: 'Clause Text', quick: true, paragraph: `<w:ind w:left="${indents.clause}"/>` }),
    paragraphStyle({ id: 'ListItem', name: 'List Item', quick: true }),
    paragraphStyle({ id: 'TableText', name: 'Table Text', quick: true, paragraph: `<w:spacing w:before="0" w:after="0" ${table.spacing}/>`, run: table.run }),
    paragraphStyle({ id: 'TableHead', name: 'Table Head', based: 'TableText', paragraph: '<w:keepNext/>', run: `${bold}${quiet}<w:sz w:val="18"/><w:szCs w:val="18"/>` }),
    paragraphStyle({ id: 'TableTextSmall', name: 'Table Text Small', based: 'TableText', paragraph: '<w:spacing w:line="230" w:lineRule="atLeast"/>', run: '<w:sz w:val="17"/><w:szCs w:val="17"/>' }),
    paragraphStyle({ id: 'TableHeadSmall', name: 'Table Head Small', based: 'TableHead', paragraph: '<w:spacing w:line="230" w:lineRule="atLeast"/>', run: '<w:sz w:val="16"/><w:szCs w:val="16"/>' }),
    paragraphStyle({ id: 'SignatureText', name: 'Signature Text', paragraph: '<w:keepNext/><w:keepLines/><w:spacing w:before="0" w:after="0"/>' }),
    paragraphStyle({ id: 'SignatureLabel', name: 'Signature Label', based: 'SignatureText', run: `${quiet}${small.run}` }),
    paragraphStyle({ id: 'Gap', name: 'Gap', paragraph: '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="exact"/>', run: '<w:sz w:val="12"/><w:szCs w:val="12"/>' }),
    paragraphStyle({ id: 'Notice', name: 'Notice', paragraph: `<w:keepLines/><w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="${colours.hairline}"/></w:pBdr><w:spacing w:before="120" w:after="200" ${small.spacing}/><w:ind w:left="200"/>`, run: `${quiet}${small.run}` }),
    paragraphStyle({ id: 'ContentsHeading', name: 'Contents Heading', next: 'Normal', paragraph: '<w:keepNext/><w:spacing w:before="310" w:after="80"/>', run: bold }),
    paragraphStyle({ id: 'TOC1', name: 'toc 1', next: 'Normal', paragraph: `<w:tabs><w:tab w:val="left" w:pos="${indents.contents}"/><w:tab w:val="right" w:leader="dot" w:pos="${right}"/></w:tabs><w:spacing w:before="0" w:after="40"/><w:ind w:left="${indents.contents}" w:right="567" w:hanging="${indents.contents}"/>` }),
    paragraphStyle({ id: 'Header', name: 'header', paragraph: `<w:tabs><w:tab w:val="right" w:pos="${right}"/></w:tabs><w:spacing w:before="0" w:after="0" ${small.spacing}/>`, run: `${quiet}${small.run}` }),
    paragraphStyle({ id: 'Footer', name: 'footer', paragraph: `<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="${colours.hairline}"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="${right}"/></w:tabs><w:spacing w:before="0" w:after="0" ${small.spacing}/>`, run: `${quiet}${small.run}` }),
    characterStyle('Definition', 'Definition', bold),
    characterStyle('Blank', 'Blank', `<w:bdr w:val="single" w:sz="4" w:space="0" w:color="${colours.blankLine}"/><w:shd w:val="clear" w:color="auto" w:fill="${colours.blankFill}"/>`),
  ];
  const fonts = `<w:rFonts w:ascii="${font}" w:hAnsi="${font}" w:eastAsia="${font}" w:cs="${font}"/>`;
  const languages = `<w:lang w:val="${escapeAttribute(language)}" w:eastAsia="${language.startsWith('zh') || language.startsWith('ja') || language.startsWith('ko') ? language : 'zh-CN'}" w:bidi="${bidi ? escapeAttribute(language) : 'ar-SA'}"/>`;
  return `${declaration}<w:styles ${namespace}><w:docDefaults><w:rPrDefault><w:rPr>${fonts}<w:color w:val="${colours.ink}"/>${body.run}${languages}</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>${bidi ? '<w:bidi/>' : ''}<w:spacing w:before="0" w:after="120" ${body.spacing}/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>${styles.join('')}</w:styles>`;
}

/** The font table: our serif by name, and Georgia where it is not installed. Fonts are not embedded. */
export function fontsXml(): string {
  return `${declaration}<w:fonts ${namespace}><w:font w:name="${font}"><w:altName w:val="Georgia"/><w:panose1 w:val="02040603050405020204"/><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font><w:font w:name="Georgia"><w:altName w:val="Times New Roman"/><w:panose1 w:val="02040502050405020303"/><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`;
}
