import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { askedAt, questionHref } from '../../addresses';
import { usePaperEvents } from '../../components/events';
import { LawLine } from '../../components/law-line';
import { Sheet, type SectionView } from '../../components/paper';
import { scrollInto } from '../../components/scroll';
import { sectionsReading, usePreviewHere } from './preview-draft';

/** The agreement so far, beside the question; on a narrow screen it lies over it. */
export function Preview({ question, lit, onClose }: { question: string | undefined; lit: boolean; onClose: () => void }): ReactNode {
  const { id } = useAgreement();
  const navigate = useNavigate();
  const preview = usePreviewHere();
  const { printed, fresh, first } = preview;
  const [outline, setOutline] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const isTinted = useCallback((path: string) => lit && question !== undefined && askedAt(path) === question, [lit, question]);
  const href = useCallback((path: string) => questionHref(id, path), [id]);
  const links = useMemo(() => ({ isTinted, href }), [isTinted, href]);
  const views = useMemo(() => new Map<string, SectionView>([...fresh].map(([section, list]) => [section, { fresh: list }])), [fresh]);

  useEffect(() => {
    if (first !== undefined) scrollInto(frame.current, `b-${first}`);
  }, [first, fresh]);

  useEffect(() => {
    if (question === undefined || frame.current === null) return;
    const block = printed.sections.flatMap((section) => section.blocks.flatMap((one) => (one.kind === 'table' ? one.rows.flatMap((row) => row.cells) : [one]))).find((one) => one.runs.some((run) => run.target !== undefined && (run.kind === 'fact' || run.kind === 'blank') && askedAt(run.target) === question));
    const section = block === undefined ? sectionsReading(preview, (path) => askedAt(path) === question)[0] : undefined;
    const target = block === undefined ? (section === undefined ? undefined : `s-${section.id}`) : `b-${block.id}`;
    if (target !== undefined) scrollInto(frame.current, target);
    // Only a new question moves the preview; a new answer does so above.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [question]);

  const go = (address: string): void => {
    onClose();
    void navigate({ to: address });
  };
  usePaperEvents(frame, {
    onQuestion: go,
    onSentence: (sentence) => {
      const inside = sentence.querySelector('a[data-question]')?.getAttribute('href');
      const clause = printed.sections.find((one) => one.id === sentence.closest('section')?.id.slice(2))?.clause;
      const paths = preview.document.children.find((node) => node.attrs.id === clause)?.attrs.answers as string[] | undefined;
      const address = inside ?? paths?.map((path) => href(path)).find((one) => one !== undefined);
      if (address !== undefined) go(address);
    },
  });

  const numbered = printed.sections.filter((section) => section.kind === 'clause' && section.number !== '');
  return (
    <aside className="preview" aria-label="The agreement so far">
      <div className="preview-bar">
        <h2 className="text-name">The agreement so far</h2>
        <span className="text-small quiet hidden xl:inline">{numbered.length} clauses</span>
        <span className="ml-auto flex gap-2">
          <span className="seg" role="group" aria-label="Show">
            <button type="button" aria-pressed={!outline} onClick={() => setOutline(false)}>
              Text
            </button>
            <button type="button" aria-pressed={outline} onClick={() => setOutline(true)}>
              Outline
            </button>
          </span>
          <button type="button" className="button small close-preview" onClick={onClose}>
            Back to the question
          </button>
        </span>
      </div>
      <LawLine />
      {/* Choosing a sentence with the pointer leads to its question; by keyboard the values in it are links to the same place. */}
      <div className="preview-frame" ref={frame} tabIndex={0} role="region" aria-label="Text of the agreement">
        {outline ? (
          <ol className="sheet outline-list">
            {printed.sections.map((section) => (
              <li key={section.id}>
                <a
                  className="link"
                  href={`#s-${section.id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    setOutline(false);
                    setTimeout(() => scrollInto(frame.current, `s-${section.id}`));
                  }}
                >
                  <span className="quiet inline-block w-10">{section.number}</span>
                  {section.heading.text}
                </a>
              </li>
            ))}
          </ol>
        ) : (
          <div className="sheet">
            <Sheet printed={printed} links={links} views={views} state="Draft from your answers" notice />
          </div>
        )}
      </div>
    </aside>
  );
}
