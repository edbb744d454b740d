import type { ReactNode } from 'react';
import type { BlockChange, ChangeRun, SectionChange, TextChange } from '#stages/negotiate/changes';

/** How changed words are shown: both, or only one version. */
export type View = 'changes' | 'proposed' | 'before';

/** A clause or schedule with its changes word by word; long stretches without a change are folded away. */
export function SectionChanges({ section, view = 'changes', whole = false }: { section: SectionChange; view?: View; whole?: boolean }): ReactNode {
  const shown = whole ? section.blocks : section.blocks.filter((block) => isTouched(block));
  const folded = section.blocks.length - shown.length;
  return (
    <div className="words doc changes-doc">
      <h3>
        {section.number !== '' && <span className="number">{section.number}</span>}
        {section.what === 'schedule' && section.number !== '' && `Schedule ${section.number}: `}
        <Runs runs={section.heading.runs} view={view} />
      </h3>
      {shown.map((block, index) => (
        <Block key={`${block.id} ${index}`} block={block} view={view} />
      ))}
      {folded > 0 && <p className="text-small quiet folded">{folded === 1 ? 'One paragraph without a change is not shown.' : `${folded} paragraphs without a change are not shown.`}</p>}
    </div>
  );
}

/** Whether a block reads otherwise than before. */
export function isTouched(block: BlockChange): boolean {
  if (block.kind !== 'same') return true;
  return block.form === 'table' ? block.rows.some((row) => row.kind !== 'same' || row.cells.some((cell) => cell.kind !== 'same')) : false;
}

function Block({ block, view }: { block: BlockChange; view: View }): ReactNode {
  if (block.form === 'table') {
    const rows = block.rows.filter((row) => (view === 'proposed' ? row.after !== null : view === 'before' ? row.before !== null : true));
    return (
      <div className="table-frame" tabIndex={0} role="region" aria-label="Table">
        <table>
          <tbody>
            {rows.map((row, index) => (
              <tr key={`${row.id} ${index}`}>
                {row.cells.map((cell, column) =>
                  row.header ? (
                    <th key={column} scope="col">
                      <Runs runs={cell.runs} view={view} />
                    </th>
                  ) : (
                    <td key={column}>
                      <Runs runs={cell.runs} view={view} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    );
  }
  if ((view === 'proposed' && block.after === null) || (view === 'before' && block.before === null)) return null;
  return (
    <p className={`block ${block.form}`}>
      {labelOf(block) !== '' && <span className="number">{labelOf(block)}</span>}
      <Runs runs={block.runs} view={view} />
      {block.moved && view === 'changes' && <span className="text-small quiet"> (moved)</span>}
    </p>
  );
}

function labelOf(block: TextChange): string {
  return block.label;
}

/** Words that stayed, came and went. */
export function Runs({ runs, view }: { runs: readonly ChangeRun[]; view: View }): ReactNode {
  return runs.map((run, index) => {
    if (run.change === 'same') return <span key={index}>{run.text}</span>;
    if (view !== 'changes') return (run.change === 'inserted') === (view === 'proposed') ? <span key={index}>{run.text}</span> : null;
    return run.change === 'inserted' ? (
      <ins key={index}>
        <span className="visually-hidden">Put in: </span>
        {run.text}
      </ins>
    ) : (
      <del key={index}>
        <span className="visually-hidden">Taken out: </span>
        {run.text}
      </del>
    );
  });
}
