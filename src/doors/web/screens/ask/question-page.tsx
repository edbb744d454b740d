import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { use, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { InputProblem } from '#agreement/facts/problem';
import { statusAt, valueAt } from '#agreement/facts/read';
import { factAt } from '#agreement/facts/table';
import { guideTo } from '#stages/ask/guide';
import type { InterviewSection, Question } from '#stages/ask/interview';
import { useAgreement, useEditing } from '../../agreement-context';
import { questionFromSlug, questionSlug } from '../../addresses';
import { Icon } from '../../components/icons';
import { Notice } from '../../components/notice';
import { Initials, type ShownParty } from '../../components/party';
import { SavedState } from '../../components/saved';
import { SettleContext } from '../../components/settle';
import { useTitle } from '../../use-title';
import { FactField } from './fields/fact-field';
import { fieldId, FormContext, problemInWords, useForm, type Form } from './fields/form';
import { PartiesField } from './parties-field';
import { usePreviewHere } from './preview-draft';
import { questionWords, useSections } from './questions';
import { Usual } from './usual';
import { WorthKnowing } from './worth-knowing';

/** The question that the address names. */
export function QuestionRoute(): ReactNode {
  const params = useParams({ from: '/a/$id/ask/$section/$question' });
  const { library, id } = useAgreement();
  const { answers } = useEditing();
  const sections = useSections(library, answers);
  const path = questionFromSlug(params.question);
  const all = sections.flatMap((section) => section.questions.map((question) => ({ section, question })));
  const at = all.findIndex(({ question }) => question.path === path);
  const here = all[at];
  if (here === undefined) {
    const row = factAt(path);
    return (
      <div className="question-body">
        <h1 className="text-question">{row === undefined ? 'There is no such question' : 'This question is not needed'}</h1>
        <p className="mt-3">{row === undefined ? 'Check the address, or choose a question from the list.' : `No wording of this kind of agreement uses ${row.label}. What was answered is kept.`}</p>
        <p className="mt-4">
          <Link className="button" to="/a/$id/ask" params={{ id }}>
            Go to the next open question
          </Link>
        </p>
      </div>
    );
  }
  return <QuestionPage key={path} section={here.section} question={here.question} before={all[at - 1]} after={all[at + 1]} />;
}

/** True once a question was shown: going on to another one moves the focus to it, opening the page does not. */
let opened = false;

type Place = { section: InterviewSection; question: Question } | undefined;

function QuestionPage({ section, question, before, after }: { section: InterviewSection; question: Question; before: Place; after: Place }): ReactNode {
  const { id, parties, sealed, data } = useAgreement();
  const { answers } = useEditing();
  const navigate = useNavigate();
  const { form, problems, fields, settle } = useQuestionForm();
  const [shownErrors, setShownErrors] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  const summary = useRef<HTMLDivElement>(null);
  const words = questionWords(question);
  useTitle(words, data.title);
  useEffect(() => {
    if (opened) heading.current?.focus({ preventScroll: true });
    opened = true;
    heading.current?.closest('.question-pane')?.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    if (shownErrors > 0) summary.current?.focus();
  }, [shownErrors]);
  const goOn = (): void => {
    if (settle() > 0) {
      setShownErrors((count) => count + 1);
      return;
    }
    if (after === undefined) void navigate({ to: '/a/$id/ask/check', params: { id } });
    else void navigate({ to: '/a/$id/ask/$section/$question', params: { id, section: after.section.id, question: questionSlug(after.question.path) } });
  };
  const field = question.path.startsWith('party.') ? question.path.slice('party.'.length) : undefined;
  const nothing = answers.parties.length === 0 && answers.answers.length === 0 && Object.keys(answers.facts).length === 0;
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
            {nothing && <Notice className="mb-6" />}
            {shownErrors > 0 && <TroubleSummary problems={problems} summary={summary} />}
            <p className="quiet">{section.title}</p>
            <h1 className="text-question question-words" tabIndex={-1} ref={heading}>
              {words}
            </h1>
            {question.path === 'parties' ? (
              <PartiesField />
            ) : field === undefined ? (
              <FieldOrOpen path={question.path} top />
            ) : parties.length === 0 ? (
              <p>
                Each party answers this for itself.{' '}
                <Link className="link" to="/a/$id/ask/$section/$question" params={{ id, section: 'parties', question: 'parties' }}>
                  Name the parties first
                </Link>
              </p>
            ) : (
              <PartyParts field={field} question={question} />
            )}
            <WorthKnowing questions={[question.path]} />
            <WhyWeAsk question={question} />
          </div>
          <div className="question-foot">
            {before !== undefined && (
              <Link className="button" to="/a/$id/ask/$section/$question" params={{ id, section: before.section.id, question: questionSlug(before.question.path) }}>
                Back
              </Link>
            )}
            <button type="submit" className="button primary">
              {after === undefined ? 'Check your answers' : 'Continue'}
            </button>
            <PreviewButton />
            <span className="ml-auto hidden sm:inline-flex">{sealed ? <span className="text-small quiet">Sealed, read only</span> : <SavedState />}</span>
          </div>
        </form>
      </SettleContext>
    </FormContext>
  );
}

/** What cannot stand yet, with the way to each field. */
export function TroubleSummary({ problems, summary }: { problems: ReadonlyMap<string, InputProblem>; summary: RefObject<HTMLDivElement | null> }): ReactNode {
  const { parties } = useAgreement();
  if (problems.size === 0) return null;
  return (
    <div className="trouble mb-6" ref={summary} tabIndex={-1} role="alert">
      <h2 className="text-name">
        <Icon name="error" /> {problems.size === 1 ? 'One answer cannot stand yet' : `${problems.size} answers cannot stand yet`}
      </h2>
      <ul>
        {[...problems].map(([path, problem]) => (
          <li key={path}>
            <a
              className="link"
              href={`#${fieldId(path)}`}
              onClick={(event) => {
                event.preventDefault();
                goTo(fieldId(path));
              }}
            >
              {capital(labelOf(path, parties))}
            </a>
            : {problemInWords(problem)}
          </li>
        ))}
      </ul>
      <p className="quiet text-small">What was there before is kept, and so is what you typed.</p>
    </div>
  );
}

/** Opens the text where the screen is too narrow for both. */
export function PreviewButton(): ReactNode {
  const { show } = usePreviewHere();
  return (
    <button type="button" className="button show-preview" onClick={show}>
      See the text
    </button>
  );
}

/** The form of a question: answers go in at once, what cannot stand is kept beside them and told. */
export function useQuestionForm(): { form: Form; problems: ReadonlyMap<string, InputProblem>; fields: Set<() => void>; settle: () => number } {
  const { editing, parties, sealed } = useAgreement();
  const { answers } = useEditing();
  const { document } = usePreviewHere();
  const [problems, setProblems] = useState<ReadonlyMap<string, InputProblem>>(new Map());
  // Read where the page goes on, before what was set a moment ago is drawn.
  const newest = useRef(problems);
  const [fields] = useState(() => new Set<() => void>());
  const [settle] = useState(() => () => {
    for (const field of fields) field();
    return newest.current.size;
  });
  useEffect(() => {
    editing.hold(problems.size);
    return () => editing.hold(0);
  }, [editing, problems.size]);
  // Words that are still being typed are taken over when the question is left, and when the page is closed.
  useLayoutEffect(() => () => void settle(), [settle]);
  useEffect(() => {
    const leaving = (): void => {
      settle();
      void editing.flush();
    };
    window.addEventListener('pagehide', leaving);
    return () => window.removeEventListener('pagehide', leaving);
  }, [editing, settle]);
  const usedNow = useMemo(() => prefixes(document.children.flatMap((node) => (node.attrs.answers as string[] | undefined) ?? [])), [document]);
  const form = useMemo<Form>(() => {
    const tell = (path: string, problem: InputProblem | undefined, below = false): void => {
      const after = new Map([...newest.current].filter(([one]) => one !== path && !(below && one.startsWith(`${path}.`))));
      if (problem !== undefined) after.set(path, problem);
      else if (after.size === newest.current.size) return;
      newest.current = after;
      setProblems(after);
    };
    return {
      answers,
      parties,
      readOnly: sealed,
      problems,
      isUsed: (path) => usedNow.has(path),
      set: (path, value, shownAt = path) => {
        const [problem] = editing.set(path, value);
        tell(shownAt, problem, value === undefined);
        return problem === undefined;
      },
      forget: (path) => tell(path, undefined, true),
      refuse: (path, what) => tell(path, what === undefined ? undefined : { path, what, expected: '', example: '' }),
    };
  }, [answers, parties, sealed, problems, usedNow, editing]);
  return { form, problems, fields, settle };
}

/** The rows of paths and of everything around them: `work.items.*.lead` also counts for `work.items`. */
function prefixes(paths: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const path of paths) {
    const parts = (factAt(path)?.path ?? path).split('.');
    for (let length = 1; length <= parts.length; length += 1) found.add(parts.slice(0, length).join('.'));
  }
  return found;
}

/** A field, and the choice to leave it open, which also empties it of words that were no answer. */
export function FieldOrOpen({ path, top, label, short = false }: { path: string; top: boolean; label?: string; short?: boolean }): ReactNode {
  const [opened, setOpened] = useState(0);
  return (
    <>
      <FactField key={opened} path={path} top={top} {...(label !== undefined && { label })} />
      <Usual path={path} onUse={() => setOpened(opened + 1)} />
      <OpenAnswer path={path} short={short} onOpen={() => setOpened(opened + 1)} />
    </>
  );
}

/** "I don't know yet": an answer like any other, which says what it leaves behind. */
function OpenAnswer({ path, short, onOpen }: { path: string; short: boolean; onOpen: () => void }): ReactNode {
  const { editing, sealed } = useAgreement();
  const { answers } = useEditing();
  const { printed } = usePreviewHere();
  const form = useForm();
  const fields = use(SettleContext);
  const before = useRef<unknown>(undefined);
  const unknown = statusAt(answers, path) === 'unknown';
  const canonical = path.replace(/^parties\.[^.]+\./, 'party.');
  const blanks = [...new Set(printed.sections.filter((section) => section.blocks.some((block) => (block.kind === 'table' ? block.rows.flatMap((row) => row.cells) : [block]).some((one) => one.runs.some((run) => run.kind === 'blank' && (run.target ?? '').startsWith(path))))).map((section) => (section.number === '' ? section.heading.text : section.number)))];
  const leaves = blanks.length === 0 ? 'Leaves it open and lists it as an item to resolve.' : `Leaves a marked blank in ${blanks.length === 1 ? 'clause' : 'clauses'} ${blanks.slice(0, 4).join(', ')} and an item to resolve.`;
  return (
    <label className="option open-answer" data-path={canonical}>
      <input
        type="checkbox"
        checked={unknown}
        disabled={sealed}
        onChange={() => {
          if (unknown) {
            editing.set(path, before.current);
          } else {
            for (const settle of fields) settle();
            before.current = valueAt(editing.state().answers, path);
            editing.setUnknown(path);
            form.forget(path);
            onOpen();
          }
        }}
      />
      <b>I don’t know yet</b>
      {!short && <small>{leaves}</small>}
    </label>
  );
}

/** What each party says of itself: the own side first; once versions go back and forth, the others answer for themselves. */
function PartyParts({ field, question }: { field: string; question: Question }): ReactNode {
  const { parties, data } = useAgreement();
  const own = parties.filter((party) => party.id === data.party);
  const others = parties.filter((party) => party.id !== data.party);
  const part = (party: ShownParty): ReactNode => (
    <fieldset key={party.id} className="party-part">
      <legend className="text-name party-legend">
        <Initials party={party} beside /> {party.name}
      </legend>
      <FieldOrOpen path={`parties.${party.id}.${field}`} top={question.row.kind !== 'list'} label={question.row.label} short />
    </fieldset>
  );
  if (own.length === 0 || data.turn === 0) return [...own, ...others].map(part);
  return (
    <>
      {own.map(part)}
      <details className="disclosure">
        <summary>
          <Icon name="down" className="icon-small" /> {others.length === 1 ? `${others[0]?.name ?? ''} answers this for itself` : 'The other parties answer this for themselves'}
        </summary>
        <p className="quiet text-small my-2">What you write here is your proposal; they see it with your next version.</p>
        {others.map(part)}
      </details>
    </>
  );
}

/** Why we ask, and which clauses the answer changes. */
function WhyWeAsk({ question }: { question: Question }): ReactNode {
  const { printed, show } = usePreviewHere();
  const guide = guideTo(question.path.replace(/^party\./, 'parties.*.'));
  const clauses = question.clauses.flatMap((clause) => {
    const section = printed.sections.find((one) => one.id === clause);
    return section === undefined ? [] : [section];
  });
  return (
    <details className="disclosure why">
      <summary>
        <Icon name="down" className="icon-small" /> Why we ask, and how to answer
      </summary>
      <p>{question.path === 'parties' ? 'The legal name decides who is bound; the short name stands in every sentence about the party, so it must differ from the others.' : question.row.help}</p>
      {guide !== undefined && (
        <>
          <p>{guide.how}</p>
          <p>
            <span className="quiet">For example:</span> {guide.example}
          </p>
          <p>
            <span className="quiet">Needed:</span> {guide.when} <span className="quiet">Who answers:</span> {guide.who}.
          </p>
        </>
      )}
      {clauses.length > 0 && (
        <p>
          Changes{' '}
          {clauses.map((section, index) => (
            <span key={section.id}>
              {index > 0 && (index === clauses.length - 1 ? ' and ' : ', ')}
              <a
                className="link"
                href={`#s-${section.id}`}
                onClick={(event) => {
                  event.preventDefault();
                  show();
                  const target = document.getElementById(`s-${section.id}`);
                  target?.scrollIntoView({ block: 'start' });
                }}
              >
                {section.number === '' ? section.heading.text : `clause ${section.number}`}
              </a>
            </span>
          ))}
          .
        </p>
      )}
      {!question.needed && <p className="quiet">This can stay open: the agreement stands without it.</p>}
    </details>
  );
}

/** Moves the focus to a field, also where it stands in a part that is closed. */
function goTo(id: string): void {
  const field = document.getElementById(id);
  for (let part = field?.closest('details') ?? null; part !== null; part = part.parentElement?.closest('details') ?? null) part.open = true;
  field?.focus();
}

/** What a field is called; a party's with its name. */
function labelOf(path: string, parties: readonly ShownParty[]): string {
  const party = /^parties\.([^.]+)\./.exec(path)?.[1];
  const name = parties.find((one) => one.id === party)?.name;
  const label = factAt(path)?.label ?? 'answer';
  return name === undefined ? label : `${name}, ${label}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
