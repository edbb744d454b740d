import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { PrintedSection } from '#agreement/document/print';
import { plainClause, type PlainBlock } from '#stages/draft/rewrite';
import { useAgreement } from '../../agreement-context';
import { write } from '../../api';
import { Dialog } from '../../components/dialog';
import { Icon } from '../../components/icons';
import { Trouble } from '../../components/state';

interface Row extends PlainBlock {
  key: number;
  label: string;
}

/** One clause in a plain form: its heading and its paragraphs. Values and references whose words stay remain bound. */
export function RewriteDialog({ section, onClose, onDone }: { section: PrintedSection; onClose: () => void; onDone: () => Promise<void> }): ReactNode {
  const { id, data } = useAgreement();
  const start = plainClause(section);
  const next = useRef(start.blocks.length);
  const [heading, setHeading] = useState(start.heading);
  const [rows, setRows] = useState<Row[]>(() => start.blocks.map((block, key) => ({ ...block, key, label: labelOf(section, block.id) })));
  const save = useMutation({
    mutationFn: () =>
      write(`agreements/${id}/rewrite-clause`, {
        clause: section.id,
        ...(data.version !== null && { version: data.version }),
        heading,
        blocks: rows.map((row) => ({ id: row.id, kind: row.kind, text: row.text })),
      }),
    onSuccess: onDone,
  });
  // Asked before what was written is let go.
  const [asking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) keep.current?.focus();
  }, [asking]);
  const words = (blocks: readonly PlainBlock[]): string => JSON.stringify(blocks.map(({ id: block, kind, text }) => [block, kind, text]));
  const leave = (): void => {
    if (asking) setAsking(false);
    else if (heading !== start.heading || words(rows) !== words(start.blocks)) setAsking(true);
    else onClose();
  };
  const change = (key: number, part: Partial<Row>): void => setRows(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const add = (after: number, kind: PlainBlock['kind']): void => {
    next.current += 1;
    const row: Row = { key: next.current, id: null, kind, text: '', label: '' };
    setRows(rows.toSpliced(after + 1, 0, row));
  };
  return (
    <Dialog title={`Rewrite ${section.number === '' ? '' : `clause ${section.number}, `}${section.heading.text}`} wide onClose={leave}>
      <p className="quiet mb-4">Your words replace the drafted ones. When an answer behind this clause changes later, the new drafting is offered to you and never put in its place by itself.</p>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) save.mutate();
        }}
      >
        <div className="field">
          <label className="label" htmlFor="rewrite-heading">
            heading
          </label>
          <input id="rewrite-heading" className="input" required value={heading} onChange={(event) => setHeading(event.target.value)} />
        </div>
        {rows.map((row, index) => (
          <div key={row.key} className={`field ${row.kind === 'item' ? 'pl-8' : ''}`}>
            <span className="flex items-center gap-3">
              <label className="label" htmlFor={`rewrite-${row.key}`}>
                {row.kind === 'item' ? 'list entry' : 'paragraph'} {row.label}
              </label>
              <button type="button" className="link text-small ml-auto" onClick={() => setRows(rows.filter((one) => one.key !== row.key))}>
                Take out<span className="visually-hidden"> {row.kind === 'item' ? 'list entry' : 'paragraph'} {row.label}</span>
              </button>
              <button type="button" className="link text-small" onClick={() => add(index, row.kind)}>
                Add below<span className="visually-hidden"> {row.label}</span>
              </button>
            </span>
            <textarea id={`rewrite-${row.key}`} className="input rewrite-text" rows={2} value={row.text} onChange={(event) => change(row.key, { text: event.target.value })} />
          </div>
        ))}
        <p className="flex gap-2">
          <button type="button" className="button small" onClick={() => add(rows.length - 1, 'paragraph')}>
            <Icon name="plus" /> Add a paragraph
          </button>
          <button type="button" className="button small" onClick={() => add(rows.length - 1, 'item')}>
            <Icon name="plus" /> Add a list entry
          </button>
        </p>
        {save.isError && <Trouble error={save.error} title="The clause was not changed" />}
        {asking ? (
          <div className="dialog-foot" role="alert">
            <p className="mb-2 text-name">What you wrote here is not in the text yet.</p>
            <p className="flex flex-wrap gap-2">
              <button type="button" className="button primary" ref={keep} onClick={() => setAsking(false)}>
                Keep writing
              </button>
              <button type="button" className="button" onClick={onClose}>
                Discard what you wrote
              </button>
            </p>
          </div>
        ) : (
          <p className="flex gap-2 dialog-foot">
            <button type="submit" className="button primary" aria-disabled={save.isPending}>
              Use these words
            </button>
            <button type="button" className="button" onClick={leave}>
              Cancel
            </button>
          </p>
        )}
      </form>
    </Dialog>
  );
}

function labelOf(section: PrintedSection, id: string | null): string {
  const block = section.blocks.find((one) => one.id === id);
  return block === undefined || block.kind === 'table' ? '' : block.label;
}
