import { memo, type ReactNode } from 'react';
import type { Printed, PrintedBlock, PrintedSection, PrintedText, Run } from '#agreement/document/print';
import type { Severity } from '#agreement/finding';
import { Notice } from './notice';

/** Words with a problem, by offsets of the printed block. */
export interface Mark {
  block: string;
  from: number;
  to: number;
  severity: Severity;
  /** Fingerprint of the problem. */
  problem: string;
}

/** Words of a block that changed a moment ago. */
export interface Fresh {
  block: string;
  from: number;
  to: number;
  /** Counts changes, so that the same place can be tinted again. */
  turn: number;
}

/** How one section is shown beyond its words. */
export interface SectionView {
  marks?: readonly Mark[] | undefined;
  chosen?: string | undefined;
  fresh?: readonly Fresh[] | undefined;
}

/** What the sheet does with bound values and sentences; one object that stays the same while nothing of it changes. */
export interface PaperLinks {
  /** The address behind a fact, or undefined where the sheet is only read. */
  href?: (path: string) => string | undefined;
  /** True for a bound value whose sentence is tinted. */
  isTinted?: (path: string) => boolean;
  /** A tool beside the heading of a clause. */
  tools?: (section: PrintedSection) => ReactNode;
  /** What stands under the heading of a clause, beside its words. */
  below?: (section: PrintedSection) => ReactNode;
}

interface SheetProps {
  printed: Printed;
  links: PaperLinks;
  state?: string;
  notice?: boolean;
  views?: ReadonlyMap<string, SectionView>;
}

const nothing: SectionView = {};

/** The whole agreement on a sheet. */
export function Sheet({ printed, links, state, notice = false, views }: SheetProps): ReactNode {
  return (
    <article className="doc" lang={printed.lang} aria-label={printed.title}>
      <h2 className="doc-title">{printed.title}</h2>
      {state !== undefined && <p className="doc-state">{state}</p>}
      {notice && <Notice />}
      {printed.sections.map((section, index) => (
        <Section key={`${section.id} ${index}`} section={section} links={links} view={views?.get(section.id) ?? nothing} />
      ))}
    </article>
  );
}

const Section = memo(
  function Section({ section, links, view }: { section: PrintedSection; links: PaperLinks; view: SectionView }): ReactNode {
    return (
      <section id={`s-${section.id}`} data-clause={section.clause}>
        <Block block={section.heading} number={section.kind === 'schedule' ? '' : section.number} before={section.kind === 'schedule' && section.number !== '' ? `Schedule ${section.number}: ` : ''} links={links} view={view} tools={links.tools?.(section)} />
        {links.below?.(section)}
        {section.blocks.map((block, index) => (block.kind === 'table' ? <Table key={index} block={block} links={links} view={view} /> : <Block key={block.id || index} block={block} number={block.label} links={links} view={view} />))}
      </section>
    );
  },
  (before, after) => before.links === after.links && before.view === after.view && sameSection(before.section, after.section),
);

/** True if both read the same, so that the one on the screen can stay. */
function sameSection(a: PrintedSection, b: PrintedSection): boolean {
  return a === b || (a.number === b.number && sameText(a.heading, b.heading) && a.blocks.length === b.blocks.length && a.blocks.every((block, index) => sameBlock(block, b.blocks[index] as PrintedBlock)));
}

function sameBlock(a: PrintedBlock, b: PrintedBlock): boolean {
  if (a.kind !== 'table' || b.kind !== 'table') return a.kind !== 'table' && b.kind !== 'table' && sameText(a, b);
  return a.rows.length === b.rows.length && a.rows.every((row, index) => row.id === b.rows[index]?.id && row.cells.length === b.rows[index].cells.length && row.cells.every((cell, column) => sameText(cell, b.rows[index]?.cells[column] as PrintedText)));
}

function sameText(a: PrintedText, b: PrintedText): boolean {
  return a.id === b.id && a.label === b.label && a.text === b.text && a.runs.length === b.runs.length && a.runs.every((run, index) => run.kind === b.runs[index]?.kind && run.target === b.runs[index]?.target);
}

function Block({ block, number, before = '', links, view, tools }: { block: PrintedText; number: string; before?: string; links: PaperLinks; view: SectionView; tools?: ReactNode }): ReactNode {
  const fresh = view.fresh?.some((one) => one.block === block.id) === true;
  const gutter = view.marks?.find((mark) => mark.block === block.id);
  const inside = (
    <>
      {number !== '' && <span className="number">{number}</span>}
      {before}
      <Words block={block} links={links} view={view} />
      {gutter !== undefined && <Gutter mark={gutter} />}
      {tools}
    </>
  );
  const id = `b-${block.id}`;
  if (block.kind === 'heading') return <h3 id={id} className={fresh ? 'flash' : ''}>{inside}</h3>;
  return <p id={id} className={`block ${block.kind} ${fresh ? 'flash' : ''}`}>{inside}</p>;
}

function Gutter({ mark }: { mark: Mark }): ReactNode {
  return <a className={`gutter severity-${mark.severity} no-print`} href={`#problem-${mark.problem}`} data-problem={mark.problem} aria-label={`Show the problem: ${severityWords[mark.severity]}`}><SeverityShape severity={mark.severity} /></a>;
}

/** What a severity is called. */
export const severityWords: Readonly<Record<Severity, string>> = { error: 'Blocks signing', warning: 'Worth fixing', advice: 'Note' };

/** The shape of a severity: filled octagon, triangle, ring. */
export function SeverityShape({ severity }: { severity: Severity }): ReactNode {
  return (
    <svg className={`icon severity-${severity}`} viewBox="0 0 16 16" aria-hidden="true">
      {severity === 'error' && <><path className="solid" d="M5.300 1h5.400L15 5.300v5.400L10.700 15H5.300L1 10.700V5.300z" /><path d="M8 4.300v4.400M8 11.400v.2" stroke="var(--paper)" strokeWidth="1.800" /></>}
      {severity === 'warning' && <><path d="M8 2L14.500 13.500h-13z" /><path d="M8 6.500v3M8 11.600v.1" /></>}
      {severity === 'advice' && <><circle cx="8" cy="8" r="6.250" /><path d="M8 7.300v3.700M8 4.900v.1" /></>}
    </svg>
  );
}

function Table({ block, links, view }: { block: Extract<PrintedBlock, { kind: 'table' }>; links: PaperLinks; view: SectionView }): ReactNode {
  const cell = (one: PrintedText, header: boolean): ReactNode => {
    const className = view.fresh?.some((fresh) => fresh.block === one.id) === true ? 'flash' : '';
    const words = <Words block={one} links={links} view={view} />;
    return header ? <th key={one.id} id={`b-${one.id}`} scope="col" className={className}>{words}</th> : <td key={one.id} id={`b-${one.id}`} className={className}>{words}</td>;
  };
  const heads = block.rows.filter((row) => row.header);
  return (
    <div className="table-frame" tabIndex={0} role="group" aria-label="Table">
      <table>
        {heads.length > 0 && <thead>{heads.map((row) => <tr key={row.id}>{row.cells.map((one) => cell(one, true))}</tr>)}</thead>}
        <tbody>{block.rows.filter((row) => !row.header).map((row) => <tr key={row.id}>{row.cells.map((one) => cell(one, false))}</tr>)}</tbody>
      </table>
    </div>
  );
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Where the sentences of a text begin and end. */
export function sentencesIn(text: string): { from: number; to: number }[] {
  return [...segmenter.segment(text)].map(({ index, segment }) => ({ from: index, to: index + segment.length }));
}

function Words({ block, links, view }: { block: PrintedText; links: PaperLinks; view: SectionView }): ReactNode {
  const marks = view.marks?.filter((mark) => mark.block === block.id) ?? [];
  const fresh = view.fresh?.filter((one) => one.block === block.id) ?? [];
  const cuts = [...marks, ...fresh].flatMap((one) => [one.from, one.to]);
  const tinted = links.isTinted;
  if (tinted === undefined && links.href === undefined && cuts.length === 0) return block.runs.map((run, index) => <RunWords key={index} run={run} text={run.text} links={links} />);
  return sentencesIn(block.text).map((sentence) => {
    const runs = block.runs.filter((run) => run.from < sentence.to && run.from + run.text.length > sentence.from);
    const lit = tinted !== undefined && runs.some((run) => run.target !== undefined && tinted(run.target));
    return (
      <span key={sentence.from} className={`sentence ${lit ? 'tinted' : ''}`} data-at={sentence.from}>
        {runs.flatMap((run) => pieces(run, sentence, cuts).map(([from, to]) => <Piece key={`${from}`} run={run} from={from} to={to} links={links} marks={marks} fresh={fresh} chosen={view.chosen} />))}
      </span>
    );
  });
}

/** A run cut at the edges of its sentence and of what is marked in it; a bound value is never cut. */
function pieces(run: Run, sentence: { from: number; to: number }, cuts: readonly number[]): [number, number][] {
  const end = run.from + run.text.length;
  if (run.kind !== 'words') return run.from >= sentence.from ? [[run.from, end]] : [];
  const from = Math.max(run.from, sentence.from);
  const to = Math.min(end, sentence.to);
  const edges = [...new Set([from, ...cuts.filter((cut) => cut > from && cut < to), to])].sort((a, b) => a - b);
  return edges.slice(1).map((edge, index) => [edges[index] as number, edge]);
}

function Piece({ run, from, to, links, marks, fresh, chosen }: { run: Run; from: number; to: number; links: PaperLinks; marks: readonly Mark[]; fresh: readonly Fresh[]; chosen: string | undefined }): ReactNode {
  const words = <RunWords run={run} text={run.text.slice(from - run.from, to - run.from)} links={links} />;
  const mark = marks.find((one) => one.from < to && one.to > from);
  const changed = fresh.find((one) => one.from < to && one.to > from);
  if (mark === undefined && changed === undefined) return words;
  const classes = [mark === undefined ? '' : `problem-${mark.severity}`, mark !== undefined && mark.problem === chosen ? 'chosen' : '', changed === undefined ? '' : 'fresh'];
  return <span key={changed?.turn ?? 0} className={classes.filter((one) => one !== '').join(' ')} data-problem={mark?.problem}>{words}</span>;
}

function RunWords({ run, text, links }: { run: Run; text: string; links: PaperLinks }): ReactNode {
  // A blank stands in a box here, so it needs no brackets.
  const plain = run.kind === 'blank' ? text.replace(/^\[(.*)\]$/, '$1') : text;
  const words = run.strong === true ? <strong>{plain}</strong> : plain;
  const { target } = run;
  switch (run.kind) {
    case 'words':
    case 'row':
      return words;
    case 'definition':
      return <dfn>{words}</dfn>;
    case 'ref':
      return <a href={`#b-${target ?? ''}`} data-ref={target}>{words}</a>;
    case 'term':
      return words;
    default: {
      const href = target === undefined ? undefined : links.href?.(target);
      const className = run.kind === 'blank' ? 'blank' : 'fact';
      return href === undefined ? <span className={run.kind === 'blank' ? 'blank' : 'fact-plain'}>{words}</span> : <a className={className} href={href} data-question="">{words}</a>;
    }
  }
}
