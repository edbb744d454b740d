import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, Outlet, useParams } from '@tanstack/react-router';
import { useDeferredValue, useMemo, useRef, useState, type ReactNode } from 'react';
import { useAgreement, useEditing } from '../../agreement-context';
import { questionFromSlug, questionSlug } from '../../addresses';
import { useListen } from '../../components/events';
import { Icon } from '../../components/icons';
import { SavedState } from '../../components/saved';
import { phaseInWords, StageBar, TopBar } from '../../components/shell';
import { differencesQuery } from './differences-query';
import { Preview } from './preview';
import { PreviewContext, usePreview } from './preview-draft';
import { useSections } from './questions';
import './ask.css';

/** The interview: sections on the left, one question, and the agreement that follows from the answers on the right. */
export function AskScreen(): ReactNode {
  const { id, data, library, parties, sealed } = useAgreement();
  const { answers } = useEditing();
  const later = useDeferredValue(answers);
  const preview = usePreview(library, later);
  const params = useParams({ strict: false });
  const question = params.question === undefined ? undefined : questionFromSlug(params.question);
  const [hovered, setHovered] = useState(false);
  const [open, setOpen] = useState(false);
  const pane = useRef<HTMLElement>(null);
  useListen(pane, 'pointerenter', () => setHovered(true));
  useListen(pane, 'pointerleave', () => setHovered(false));
  useListen(pane, 'focusin', () => setHovered(true));
  useListen(pane, 'focusout', () => setHovered(false));
  const value = useMemo(() => ({ ...preview, show: () => setOpen(true), hover: setHovered }), [preview]);
  return (
    <PreviewContext value={value}>
      <div className={`fit ask-fit ${open ? 'preview-open' : ''}`}>
        <TopBar name={preview.printed.title || data.title || 'New agreement'} parties={parties}>
          <span className="hidden md:inline-flex"><SavedState /></span>
        </TopBar>
        <StageBar id={id} phase={data.phase}>
          {phaseInWords(data.phase, data.turn)}{data.version === null ? '' : `, version ${data.version}`}
        </StageBar>
        {sealed && (
          <p className="bg-wash px-6 py-2 text-small">
            <Icon name="lock" className="inline mr-2" />
            This text is sealed; its answers can be read but not changed.
          </p>
        )}
        <div className="work ask">
          <Sections current={question} />
          <main id="main" className="question-pane" ref={pane}>
            <Outlet />
          </main>
          <Preview question={question} lit={hovered} onClose={() => setOpen(false)} />
        </div>
      </div>
    </PreviewContext>
  );
}

const signs = { done: { icon: 'done', words: 'done' }, started: { icon: 'started', words: 'started' }, 'not-started': { icon: 'open', words: 'not started' } } as const;

/** The way to what parties answer differently, with how many there are. */
function DifferencesLink({ onOpen }: { onOpen: () => void }): ReactNode {
  const { id } = useAgreement();
  const open = useQuery(differencesQuery(id)).data?.differences.filter((one) => !one.settled).length ?? 0;
  return (
    <li>
      <Link className="step" to="/a/$id/ask/differences" params={{ id }} activeProps={{ 'aria-current': 'page' }} onClick={onOpen}>
        <Icon name="waits" className={open > 0 ? 'severity-warning' : 'quiet'} />
        <span>Differences</span>
        <small>{open === 0 ? 'none' : `${open} open`}</small>
      </Link>
    </li>
  );
}

function Sections({ current }: { current: string | undefined }): ReactNode {
  const { id, library, data } = useAgreement();
  const answers = useDeferredValue(useEditing().answers);
  const sections = useSections(library, answers);
  const done = sections.filter((section) => section.progress === 'done').length;
  const unknown = sections.flatMap((section) => section.questions).filter((question) => question.progress === 'unknown').length;
  const [folded, setFolded] = useState(true);
  return (
    <nav className={`pane left sections ${folded ? 'folded' : ''}`} aria-label="Sections">
      <div className="pane-head">
        <h2>Questions</h2>
        <span className="ml-auto text-small quiet">
          {done} of {sections.length} sections done
        </span>
        <button type="button" className="button small fold-button" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? 'All sections' : 'Close'}
        </button>
      </div>
      <ol className="steps">
        <li>
          <Link className="step" to="/a/$id/ask/first" params={{ id }} activeProps={{ 'aria-current': 'page' }} onClick={() => setFolded(true)}>
            <Icon name="pen" className="quiet" />
            <span>First draft only</span>
            <small />
          </Link>
        </li>
        {data.party !== 'local' && (
          <li>
            <Link className="step" to="/a/$id/ask/own" params={{ id }} activeProps={{ 'aria-current': 'page' }} onClick={() => setFolded(true)}>
              <Icon name="file" className="quiet" />
              <span>Your organisation</span>
              <small />
            </Link>
          </li>
        )}
        {data.party !== 'local' && data.turn > 0 && <DifferencesLink onOpen={() => setFolded(true)} />}
        {sections.map((section) => {
          const here = section.questions.some((question) => question.path === current);
          const first = section.questions.find((question) => question.progress === 'open') ?? section.questions[0];
          const answered = section.questions.filter((question) => question.progress !== 'open').length;
          const sign = signs[section.progress];
          return (
            <li key={section.id}>
              <Link
                className="step"
                to="/a/$id/ask/$section/$question"
                params={{ id, section: section.id, question: questionSlug(first?.path ?? 'parties') }}
                activeProps={{}}
                aria-current={here ? 'step' : undefined}
                onClick={() => setFolded(true)}
              >
                <Icon name={sign.icon} className={section.progress === 'done' ? 'done' : section.progress === 'started' ? 'text-accent' : 'quiet'} />
                <span>
                  {section.title}
                  <span className="visually-hidden">, {sign.words}</span>
                </span>
                <small>
                  {answered} of {section.questions.length}
                </small>
              </Link>
              {here && (
                <ol className="substeps">
                  {section.questions.map((question) => (
                    <li key={question.path}>
                      <Link className="substep" to="/a/$id/ask/$section/$question" params={{ id, section: section.id, question: questionSlug(question.path) }} activeProps={{}} aria-current={question.path === current ? 'page' : undefined} onClick={() => setFolded(true)}>
                        <Icon name={question.progress === 'done' ? 'check' : question.progress === 'unknown' ? 'waits' : 'open'} className={`icon-small ${question.progress === 'done' ? 'done' : question.progress === 'unknown' ? 'severity-warning' : 'quiet'}`} />
                        <span>{question.path === 'parties' ? 'names of the parties' : question.row.label}</span>
                        {!question.needed && question.progress === 'open' && <small>if it applies</small>}
                        <span className="visually-hidden">, {question.progress === 'unknown' ? 'not known yet' : question.progress === 'done' ? 'answered' : 'open'}</span>
                      </Link>
                    </li>
                  ))}
                </ol>
              )}
            </li>
          );
        })}
        <li>
          <Link className="step check-step" to="/a/$id/ask/check" params={{ id }} activeProps={{ 'aria-current': 'page' }}>
            <Icon name="file" className="quiet" />
            <span>Check your answers</span>
            <small />
          </Link>
        </li>
      </ol>
      {unknown > 0 && (
        <p className="text-small quiet px-6 pt-2">
          {unknown === 1 ? '1 answer is still' : `${unknown} answers are still`} “I don’t know yet”.{' '}
          <Link className="link" to="/a/$id/ask/check" params={{ id }} hash="unknown">
            See {unknown === 1 ? 'it' : 'them'}
          </Link>
        </p>
      )}
    </nav>
  );
}

/** Leads to the first question that has no answer, or to all answers where none is open. */
export function FirstOpenQuestion(): ReactNode {
  const { id, library } = useAgreement();
  const { answers } = useEditing();
  const sections = useSections(library, answers);
  const all = sections.flatMap((section) => section.questions.map((question) => ({ section, question })));
  const next = all.find(({ question }) => question.needed && question.progress === 'open') ?? (all.every(({ question }) => question.progress === 'open') ? all[0] : undefined);
  if (next === undefined) return <Navigate to="/a/$id/ask/check" params={{ id }} replace />;
  return <Navigate to="/a/$id/ask/$section/$question" params={{ id, section: next.section.id, question: questionSlug(next.question.path) }} replace />;
}

