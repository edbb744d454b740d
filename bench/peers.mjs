// Peers on the same agreement: the same paragraphs and the same variables, each in the way its own documentation shows.
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

const escapeMark = (text) => text.replace(/[{}\\*_`#<>[\]|]/g, ' ').replace(/^\s*(\d+|[a-z]+)[.)]/i, '$1 ');

/** Accord Project template-engine: a TemplateMark template with one String per bound value, merged with the data. */
export async function accord(printed) {
  const { ModelManager } = require('@accordproject/concerto-core');
  const { TemplateMarkInterpreter } = require('@accordproject/template-engine');
  const { TemplateMarkTransformer } = require('@accordproject/markdown-template');
  const values = [];
  const lines = [];
  for (const section of printed.sections) {
    lines.push(`## ${escapeMark(section.heading.text)}`, '');
    for (const block of section.blocks) {
      const texts = block.kind === 'table' ? block.rows.flatMap((row) => row.cells) : [block];
      for (const text of texts) {
        let line = '';
        for (const run of text.runs) {
          if (run.kind === 'fact' || run.kind === 'person') {
            line += `{{v${values.length}}}`;
            values.push(run.text);
          } else line += escapeMark(run.text);
        }
        if (line.trim() !== '') lines.push(line.trim(), '');
      }
    }
  }
  const model = `namespace bench@1.0.0\n\n@template\nconcept TemplateData {\n${values.map((_, i) => `  o String v${i}`).join('\n')}\n}`;
  const modelManager = new ModelManager();
  modelManager.addCTOModel(model, undefined, true);
  const engine = new TemplateMarkInterpreter(modelManager, {});
  const template = new TemplateMarkTransformer().fromMarkdownTemplate({ content: lines.join('\n') }, modelManager, 'contract', { verbose: false });
  const data = { $class: 'bench@1.0.0.TemplateData', ...Object.fromEntries(values.map((value, i) => [`v${i}`, value])) };
  const run = () => engine.generate(template, data, { now: '2026-11-23T00:00:00Z' });
  const out = JSON.stringify(await run());
  if (!out.includes(JSON.stringify(values[0]))) throw new Error('the peer did not print the first value');
  return { run, values: values.length };
}

/** docx: the same headings, paragraphs, numbering, tables, contents and page numbers. */
export async function docx(printed) {
  const d = await import('docx');
  const run = () => {
    const children = [new d.Paragraph({ text: printed.title, heading: d.HeadingLevel.TITLE }), new d.TableOfContents('Contents', { hyperlink: true, headingStyleRange: '1-1' })];
    for (const section of printed.sections) {
      children.push(new d.Paragraph({ heading: d.HeadingLevel.HEADING_1, numbering: { reference: 'legal', level: 0 }, children: [new d.Bookmark({ id: section.id.slice(0, 38), children: [new d.TextRun(section.heading.text)] })] }));
      for (const block of section.blocks) {
        if (block.kind === 'table') {
          children.push(new d.Table({ rows: block.rows.map((row) => new d.TableRow({ tableHeader: row.header, children: row.cells.map((cell) => new d.TableCell({ children: [new d.Paragraph(cell.text)] })) })) }));
          continue;
        }
        const level = block.kind === 'item' ? 2 : 1;
        children.push(new d.Paragraph({ ...(block.label === '' ? {} : { numbering: { reference: 'legal', level } }), children: block.runs.map((one) => (one.kind === 'ref' ? new d.InternalHyperlink({ anchor: (one.target ?? '').slice(0, 38), children: [new d.TextRun(one.text)] }) : new d.TextRun({ text: one.text, bold: one.kind === 'definition' }))) }));
      }
    }
    const levels = ['%1', '%1.%2', '(%3)'].map((text, level) => ({ level, text, format: level === 2 ? d.LevelFormat.LOWER_LETTER : d.LevelFormat.DECIMAL, alignment: d.AlignmentType.START }));
    const footer = new d.Footer({ children: [new d.Paragraph({ children: [new d.TextRun({ children: ['Page ', d.PageNumber.CURRENT, ' of ', d.PageNumber.TOTAL_PAGES] })] })] });
    return d.Packer.toBuffer(new d.Document({ numbering: { config: [{ reference: 'legal', levels }] }, sections: [{ footers: { default: footer }, children }] }));
  };
  return { run };
}

/** docxtemplater: our own Word file with a tag for each bound value, filled in. */
export async function docxtemplater(printed, writeDocx, meta) {
  const PizZip = require('pizzip');
  const Docxtemplater = require('docxtemplater');
  const data = {};
  let n = 0;
  const tag = (text) => ({ ...text, runs: text.runs.map((run) => {
    if (run.kind !== 'fact' && run.kind !== 'person') return run;
    const name = `v${(n += 1)}`;
    data[name] = run.text;
    return { ...run, kind: 'words', text: `{${name}}` };
  }) });
  const tagged = { ...printed, sections: printed.sections.map((section) => ({ ...section, blocks: section.blocks.map((block) => (block.kind === 'table' ? { ...block, rows: block.rows.map((row) => ({ ...row, cells: row.cells.map(tag) })) } : tag(block))) })) };
  const template = Buffer.from(writeDocx(tagged, meta));
  const run = () => {
    const doc = new Docxtemplater(new PizZip(template), { paragraphLoop: true, linebreaks: true });
    doc.render(data);
    return doc.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE' });
  };
  run();
  return { run };
}
