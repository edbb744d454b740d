import { Link, Navigate, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { blanksOf } from '#agreement/document/blanks';
import { sections } from '#agreement/facts/define';
import { itemsAt, statusAt, valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import type { Answers } from '#agreement/facts/schema/answers-file';
import type { Printed } from '#agreement/document/print';
import { firstDraft, firstPages, type FirstDraft } from '#stages/ask/first-draft';
import { sectionTitles } from '#stages/ask/interview';
import { suggestionFor } from '#stages/ask/suggestions';
import { useAgreement, useEditing } from '../../agreement-context';
import { askedAt } from '../../addresses';
import { Icon } from '../../components/icons';
import { Initials, shownParties } from '../../components/party';
import { SavedState } from '../../components/saved';
import { SettleContext } from '../../components/settle';
import { useTitle } from '../../use-title';
import { FormContext } from './fields/form';
import { PartiesField } from './parties-field';
import { usePreviewHere } from './preview-draft';
import { FieldOrOpen, PreviewButton, TroubleSummary, useQuestionForm } from './question-page';
import { UsualList } from './usual';
import { WorthKnowing } from './worth-knowing';

/** The last page: the usual answers that would fill the rest. */
const usualPage = 'usual';

/** The short way as the answers and the text beside them stand. */
export function useFirstDraft(answers: Answers, printed: Printed): FirstDraft {
  return useMemo(() => firstDraft(answers, blanksOf(printed)), [answers, printed]);
}

/** Leads to the first page that has something open, or to the usual answers. */
export function FirstDraftStart(): ReactNode {
  const { id } = useAgreement();
  const { answers } = useEditing();
  const { printed } = usePreviewHere();
  const { steps } = useFirstDraft(answers, printed);
  return <Navigate to="/a/$id/ask/first/$page" params={{ id, page: steps.find((step) => step.open > 0)?.page.id ?? usualPage }} replace />;
}

/** One page of the short way to a first complete draft. */
export function FirstDraftRoute(): ReactNode {
  const { page } = useParams({ from: '/a/$id/ask/first/$page' });
  const { id } = useAgreement();
  if (page === usualPage) return <UsualPage key={page} />;
  if (!firstPages.some((one) => one.id === page)) return <Navigate to="/a/$id/ask/first" params={{ id }} replace />;
  return <FirstPage key={page} id={page} />;
}

/** Where we are on the short way, as steps that can be opened. */
function Way({ steps, here }: { steps: FirstDraft['steps']; here: string }): ReactNode {
  const { id } = useAgreement();
  const at = here === usualPage ? steps.length : steps.findIndex((step) => step.page.id === here);
  return (
    <nav className="first-way" aria-label="Pages of the first draft">
      <p className="quiet text-small">
        First draft, page {at + 1} of {steps.length + 1}
      </p>
      <ol>
        {[...steps.map((step) => ({ id: step.page.id, title: step.page.title, done: step.open === 0 })), { id: usualPage, title: 'Usual answers', done: false }].map((one) => (
          <li key={one.id}>
            <Link to="/a/$id/ask/first/$page" params={{ id, page: one.id }} title={one.title} activeProps={{ 'aria-current': 'step' }} className={one.done ? 'way-done' : ''}>
              <span className="visually-hidden">
                {one.title}
                {one.done ? ', done' : ''}
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function FirstPage({ id: page }: { id: string }): ReactNode {
  const { id, sealed, data } = useAgreement();
  const { answers } = useEditing();
  const parties = shownParties(answers.parties);
  const { printed } = usePreviewHere();
  const navigate = useNavigate();
  const { steps } = useFirstDraft(answers, printed);
  const { form, problems, fields, settle } = useQuestionForm();
  const [shownErrors, setShownErrors] = useState(0);
  const summary = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const index = steps.findIndex((step) => step.page.id === page);
  const step = steps[index] as FirstDraft['steps'][number];
  useTitle(step.page.title, data.title);
  // What was asked when the page was opened stays on it while it is answered; what follows from the answers comes below.
  const [known, setKnown] = useState<readonly string[]>([]);
  const now = step.fields.map((field) => field.path);
  // What an answer made needless leaves with it, unless it has an answer of its own.
  const answered = (path: string): boolean => valueAt(answers, path) !== undefined || itemsAt(answers, path) !== undefined || statusAt(answers, path) === 'unknown';
  const still = known.filter((path) => now.includes(path) || (answered(path) && (!path.startsWith('parties.') || parties.some((party) => path.startsWith(`parties.${party.id}.`)))));
  const shown = [...still, ...now.filter((path) => !still.includes(path))];
  if (shown.length !== known.length || shown.some((path, place) => path !== known[place])) setKnown(shown);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest('.question-pane')?.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    if (shownErrors > 0) summary.current?.focus();
  }, [shownErrors]);
  const goOn = (): void => {
    if (settle() > 0) setShownErrors((count) => count + 1);
    else void navigate({ to: '/a/$id/ask/first/$page', params: { id, page: steps[index + 1]?.page.id ?? usualPage } });
  };
  const before = steps[index - 1];
  return (
    <FormContext value={form}>
      <SettleContext value={fields}>
        <form
          className="question-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            goOn();
          }}
        >
          <div className="question-body">
            {shownErrors > 0 && <TroubleSummary problems={problems} summary={summary} />}
            <Way steps={steps} here={page} />
            <h1 className="text-question question-words" tabIndex={-1} ref={heading}>
              {step.page.title}
            </h1>
            <p className="quiet first-intro">{step.page.intro}</p>
            {shown.map((path) => (
              <section key={path} className="first-field" aria-label={labelOf(path, parties)}>
                <FieldHead path={path} />
                {path === 'parties' ? <PartiesField /> : <FieldOrOpen path={path} top short />}
              </section>
            ))}
            {shown.length === 0 && <p>Nothing is needed here.</p>}
            <WorthKnowing questions={[...new Set(shown.map(askedAt))]} />
          </div>
          <div className="question-foot">
            {before !== undefined && (
              <Link className="button" to="/a/$id/ask/first/$page" params={{ id, page: before.page.id }}>
                Back
              </Link>
            )}
            <button type="submit" className="button primary">
              Continue
            </button>
            <PreviewButton />
            <span className="ml-auto hidden sm:inline-flex">{sealed ? <span className="text-small quiet">Sealed, read only</span> : <SavedState />}</span>
          </div>
        </form>
      </SettleContext>
    </FormContext>
  );
}

/** The question above a field: in full where the fact is a question of its own, else what the fact is called. */
function FieldHead({ path }: { path: string }): ReactNode {
  const parties = shownParties(useEditing().answers.parties);
  const row = factAt(path);
  // A fact inside a question is explained by the question.
  const about = row?.question === undefined ? factAt(askedAt(path))?.question : row.how;
  const party = parties.find((one) => path.startsWith(`parties.${one.id}.`));
  return (
    <>
      <h2 className="text-section first-capital">
        {party !== undefined && (
          <>
            <Initials party={party} /> {party.name}:{' '}
          </>
        )}
        {path === 'parties' ? 'Who are the parties?' : (row?.question ?? row?.label)}
      </h2>
      {about !== undefined && path !== 'parties' && <p className="quiet text-small">{about}</p>}
    </>
  );
}

function labelOf(path: string, parties: readonly { id: string; name: string }[]): string {
  const party = parties.find((one) => path.startsWith(`parties.${one.id}.`));
  return `${party === undefined ? '' : `${party.name}, `}${factAt(path)?.label ?? path}`;
}

/** The usual answers that the text still needs: each can be chosen, or all at once; and what is left for later. */
function UsualPage(): ReactNode {
  const { id, editing, sealed, data } = useAgreement();
  const { answers } = useEditing();
  const parties = shownParties(answers.parties);
  const { printed } = usePreviewHere();
  const { steps, usual, later } = useFirstDraft(answers, printed);
  useTitle('Usual answers', data.title);
  const offered = usual.flatMap((path) => suggestionFor(path, answers) ?? []);
  const open = steps.filter((step) => step.open > 0);
  const groups = sections.map((section) => [section, offered.filter((one) => factAt(one.path)?.section === section)] as const).filter(([, list]) => list.length > 0);
  const use = (chosen: readonly { path: string; value: unknown }[]): void => {
    for (const one of chosen) editing.set(one.path, one.value);
  };
  return (
    <div className="question-form">
      <div className="question-body">
        <Way steps={steps} here={usualPage} />
        <h1 className="text-question question-words">Usual answers</h1>
        {offered.length > 0 ? (
          <>
            <p>
              The text still needs {offered.length === 1 ? 'this' : `these ${offered.length}`}. They are our usual answers, not the law: none stands in your agreement unless you choose it. Any of them can be changed later.
            </p>
            {!sealed && (
              <p className="mt-4">
                <button type="button" className="button primary" onClick={() => use(offered)}>
                  Use all {offered.length}
                </button>
              </p>
            )}
            {groups.map(([section, list]) => (
              <section key={section} className="usual-group" aria-label={sectionTitles[section]}>
                <header>
                  <h2 className="text-section">{sectionTitles[section]}</h2>
                  {list.length > 1 && !sealed && (
                    <button type="button" className="button small" onClick={() => use(list)}>
                      Use these {list.length}
                    </button>
                  )}
                </header>
                <UsualList offered={list} onUse={use} />
              </section>
            ))}
          </>
        ) : (
          <p>No usual answer is left to choose.</p>
        )}
        <section className="mt-6" aria-label="What is still open">
          <h2 className="text-section">What is still open</h2>
          {open.length === 0 && offered.length === 0 && <p>The draft is complete but for what is added before signing.</p>}
          <ul className="plain-bullets mt-2">
            {open.map((step) => (
              <li key={step.page.id}>
                <Link className="link link-touch" to="/a/$id/ask/first/$page" params={{ id, page: step.page.id }}>
                  {step.page.title}
                </Link>{' '}
                <span className="quiet">
                  {step.fields.filter((field) => !field.answered).map((field) => labelOf(field.path, parties)).join('; ')}
                </span>
              </li>
            ))}
            {parties.map((party) => {
              const own = later.filter((path) => path.startsWith(`parties.${party.id}.`));
              const what = [...new Set(own.map((path) => factAt(path.split('.').slice(0, 3).join('.'))?.label ?? ''))];
              return (
                own.length > 0 && (
                  <li key={party.id}>
                    {party.name}, before signing: <span className="quiet">{what.join(', ')}</span>
                  </li>
                )
              );
            })}
          </ul>
        </section>
        <p className="mt-6 flex items-center gap-2 quiet text-small">
          <Icon name="check" /> Everything else can be answered later, in the sections of the list of questions.
        </p>
      </div>
      <div className="question-foot">
        <Link className="button" to="/a/$id/ask/first/$page" params={{ id, page: firstPages.at(-1)?.id ?? 'parties' }}>
          Back
        </Link>
        <Link className="button primary" to="/a/$id/text" params={{ id }}>
          Read the draft
        </Link>
        <PreviewButton />
        <span className="ml-auto hidden sm:inline-flex">
          <SavedState />
        </span>
      </div>
    </div>
  );
}
