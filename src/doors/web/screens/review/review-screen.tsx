import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import { printDocument, type Printed, type PrintedSection } from '#agreement/document/print';
import { documentFromJson } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { peopleFrom } from '#agreement/words/people';
import { answersEntry, entryNames, titleEntry } from '#stages/turns';
import { useAgreement } from '../../agreement-context';
import { findingsQuery, write, type FindingOut } from '../../api';
import { Icon } from '../../components/icons';
import { Sheet } from '../../components/paper';
import { StageBar, TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { negotiationQuery, turnQuery, type IssueOut, type NegotiationOut } from '../negotiate/api';
import { nameOf, TurnLine } from '../negotiate/negotiate-screen';
import { Gate } from './gate';
import { Issues } from './issues';
import './review.css';

/** Counsel's desk: the clauses as a checklist, the words of the newest turn, what was noted, and what is missing before signing. */
export function ReviewScreen(): ReactNode {
  const { id, data, parties } = useAgreement();
  const title = data.title ?? 'Agreement';
  useTitle('Review', title);
  const talk = useQuery(negotiationQuery(id));
  const newest = talk.data?.turns.at(-1);
  return (
    <div className="fit">
      <TopBar name={title} parties={parties} />
      <StageBar id={id} phase={data.phase}>
        <TurnLine talk={talk.data} />
      </StageBar>
      {talk.data === undefined ? (
        <main id="main">{talk.isError ? <div className="page narrow"><Trouble error={talk.error} again={() => void talk.refetch()} title="The review cannot be read" /></div> : <Waiting what="Reading the version on the table" lines={9} />}</main>
      ) : newest === undefined ? (
        <main id="main" className="page narrow">
          <h1 className="text-question">There is no version to review yet</h1>
          <p className="mt-2 mb-6">Counsel signs off the words of a turn. As soon as a party sends one, its clauses stand here as a checklist.</p>
          {talk.data.role === 'counsel' && <Issues talk={talk.data} clause={null} title="The whole agreement" />}
        </main>
      ) : (
        <Desk talk={talk.data} turn={newest.turn} digest={newest.digest} />
      )}
    </div>
  );
}

function Desk({ talk, turn, digest }: { talk: NegotiationOut; turn: number; digest: string }): ReactNode {
  const { id, sealed } = useAgreement();
  const { clause: asked } = useSearch({ from: '/a/$id/review' });
  const navigate = useNavigate();
  const text = useQuery(turnQuery(id, turn));
  const printed = useMemo(() => (text.data === undefined ? undefined : printDocument(documentFromJson(text.data.document), { people: peopleFrom(text.data.answers as Answers) })), [text.data]);
  if (printed === undefined) return <main id="main">{text.isError ? <div className="page narrow"><Trouble error={text.error} again={() => void text.refetch()} title="The version cannot be read" /></div> : <Waiting what="Reading the version" lines={9} />}</main>;
  const clauses = [entrySection(printed, titleEntry, printed.title), entrySection(printed, answersEntry, 'All answers behind the text, those that no clause prints too: they are part of the sealed file.'), ...printed.sections.filter((section) => section.kind === 'clause')];
  const own = talk.clearances.find((one) => one.party === talk.party);
  const lapsed = new Map((own?.lapsed ?? []).map((one) => [one.clause, one]));
  const chosen = clauses.find((section) => section.id === asked) ?? clauses.find((section) => own?.covered.includes(section.id) !== true) ?? clauses[0];
  const choose = (clause: string): void => {
    void navigate({ to: '/a/$id/review', params: { id }, search: { clause }, replace: true, resetScroll: false });
    if (window.innerWidth < 1024) requestAnimationFrame(() => document.getElementById('main')?.scrollIntoView());
  };
  const issues = (clause: string): number => talk.issues.filter((issue) => issue.clause === clause && issue.settled === null).length;
  const counsel = talk.role === 'counsel';
  return (
    <>
      {counsel && (
        <p className="private-bar">
          <Icon name="lock" /> <b>Private to {nameOf(talk, talk.party)} and its counsel</b> <span>The others see nothing of your notes. They see which clauses you signed off.</span>
        </p>
      )}
      <div className="work review-work">
        <nav className="pane left checklist" aria-label="Checklist" tabIndex={0}>
          <div className="pane-head">
            <h2>Checklist</h2>
            <span className="quiet text-small ml-auto">{own === undefined ? 'no counsel' : `${own.covered.length} of ${own.covered.length + own.open.length + own.lapsed.length} signed off`}</span>
          </div>
          <ol>
            {clauses.map((section) => {
              const state = own?.covered.includes(section.id) === true ? 'covered' : lapsed.has(section.id) ? 'lapsed' : 'open';
              const noted = issues(section.id);
              return (
                <li key={section.id}>
                  <button type="button" className="check-row" aria-current={section === chosen ? 'true' : undefined} onClick={() => choose(section.id)}>
                    <Icon name={state === 'covered' ? 'check' : state === 'lapsed' ? 'back' : 'open'} className={state === 'covered' ? 'done' : state === 'lapsed' ? 'severity-warning' : 'quiet'} />
                    <span className="quiet">{section.number}</span>
                    <span>{section.heading.text}</span>
                    <small className={state === 'lapsed' ? 'severity-warning' : 'quiet'}>
                      <span className="visually-hidden">{state === 'covered' ? 'signed off' : state === 'open' ? 'not signed off' : ''}</span>
                      {state === 'lapsed' && 'lapsed'} {noted > 0 && (noted === 1 ? '1 issue' : `${noted} issues`)}
                    </small>
                  </button>
                </li>
              );
            })}
          </ol>
        </nav>
        <main id="main" className="pane-review" tabIndex={0} aria-label="The clause">
          {chosen !== undefined && <Clause talk={talk} section={chosen} printed={printed} digest={digest} turn={turn} why={lapsed.get(chosen.id)} covered={own?.covered.includes(chosen.id) === true} />}
          <Findings talk={talk} clause={chosen?.id} />
        </main>
        <aside className="pane right review-side" aria-label="Issues and what is missing" tabIndex={0}>
          {(counsel || talk.issues.length > 0) && chosen !== undefined && <Issues key={chosen.id} talk={talk} clause={chosen.id} title={`${chosen.number} ${chosen.heading.text}`} />}
          {!sealed && <Gate talk={talk} />}
          {sealed && (
            <p className="p-6">
              <Icon name="lock" className="inline" /> Sealed.{' '}
              <Link className="link" to="/a/$id/sign" params={{ id }}>
                See the signatures
              </Link>
            </p>
          )}
        </aside>
      </div>
      <footer className="status">
        {own !== undefined && own.lapsed.length > 0 && (
          <span className="row severity-warning">
            <Icon name="back" /> Sign-off of {own.lapsed.length === 1 ? 'one clause' : `${own.lapsed.length} clauses`} lapsed: {own.lapsed.length === 1 ? 'its words' : 'their words'} moved in turn {own.lapsed[0]?.movedIn}
          </span>
        )}
        <Link className="link link-touch" to="/a/$id/turns" params={{ id }}>
          Compare turns
        </Link>
        {counsel && !sealed && <SignOff talk={talk} digest={digest} left={own === undefined ? 0 : own.open.length + own.lapsed.length} turn={turn} />}
      </footer>
    </>
  );
}

/** What stands in a turn beside its clauses, as a clause of its own: no clause's words cover it. */
function entrySection(printed: Printed, id: string, words: string): PrintedSection {
  const said = (text: string) => ({ id: `${id}.words`, label: '', runs: [{ kind: 'words' as const, text }], text, position: 0 });
  const heading = { ...said(entryNames[id] ?? id), kind: 'heading' as const };
  return { ...(printed.sections[0] as PrintedSection), id, clause: id, number: '', heading, blocks: [{ ...said(words), kind: 'paragraph' as const }] } as unknown as PrintedSection;
}

function SignOff({ digest, left, turn }: { talk: NegotiationOut; digest: string; left: number; turn: number }): ReactNode {
  const { id } = useAgreement();
  const client = useQueryClient();
  const clear = useMutation({ mutationFn: () => write(`agreements/${id}/clear-version`, { digest }), onSettled: () => client.invalidateQueries({ queryKey: ['agreement', id, 'negotiation'] }) });
  return (
    <span className="row ml-auto">
      {clear.isError && <span className="fault">{String((clear.error as Error).message)}</span>}
      <button type="button" className="button small primary" aria-disabled={left === 0 || clear.isPending} onClick={() => left > 0 && !clear.isPending && clear.mutate()}>
        {left === 0 ? `Turn ${turn} is signed off` : `Sign off turn ${turn}, ${left === 1 ? 'one clause' : `${left} clauses`} left`}
      </button>
    </span>
  );
}

function Clause({ talk, section, printed, digest, turn, why, covered }: { talk: NegotiationOut; section: PrintedSection; printed: Printed; digest: string; turn: number; why: { turn: number; movedIn: number; movedBy: string } | undefined; covered: boolean }): ReactNode {
  const { id, sealed } = useAgreement();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (clear: boolean) => (clear ? write(`agreements/${id}/clear-version`, { digest, clauses: [section.id] }) : write(`agreements/${id}/withdraw-clearance`, { clauses: [section.id] })),
    onSettled: () => client.invalidateQueries({ queryKey: ['agreement', id, 'negotiation'] }),
  });
  const shown = useMemo(() => ({ ...printed, title: '', sections: entryNames[section.id] !== undefined ? [section] : printed.sections.filter((one) => one.id === section.id || one.clause === section.id) }), [printed, section]);
  return (
    <>
      <header className="review-head">
        <h1 className="text-section">
          {section.number} {section.heading.text} <span className="quiet text-small font-normal">Words of turn {turn}</span>
        </h1>
        {talk.role === 'counsel' && !sealed && (
          <span className="ml-auto flex gap-2">
            {covered ? (
              <button type="button" className="button small" aria-disabled={change.isPending} onClick={() => !change.isPending && change.mutate(false)}>
                Take the sign-off back
              </button>
            ) : (
              <button type="button" className="button small primary" aria-disabled={change.isPending} onClick={() => !change.isPending && change.mutate(true)}>
                Sign off {section.number === '' ? section.heading.text : `clause ${section.number}`}
              </button>
            )}
          </span>
        )}
      </header>
      {change.isError && <Trouble error={change.error} title="The sign-off was not recorded" />}
      {why !== undefined && (
        <p className="notice mb-3">
          You signed off the words of turn {why.turn}. {nameOf(talk, why.movedBy)} moved them in turn {why.movedIn}.{' '}
          <Link className="link" to="/a/$id/turns" params={{ id }} search={{ from: why.turn, to: turn }}>
            Compare
          </Link>
        </p>
      )}
      <div className="sheet review-sheet">
        <Sheet printed={shown} links={{}} />
      </div>
    </>
  );
}

/** Problems that block signing, with counsel's waivers. */
function Findings({ talk, clause }: { talk: NegotiationOut; clause: string | undefined }): ReactNode {
  const { id, sealed } = useAgreement();
  const findings = useQuery(findingsQuery(id));
  const waived = new Map(talk.waivers.map((one) => [one.fingerprint, one]));
  const errors = (findings.data?.findings ?? []).filter((one) => one.severity === 'error');
  const here = errors.filter((one) => one.place.clause === clause || one.place.clause === null);
  if (here.length === 0) return null;
  return (
    <section className="review-findings card mt-4" aria-label="Problems that block signing">
      <h2 className="text-name px-6 pt-4">Problems that block signing</h2>
      <ul className="list">
        {here.map((finding) => (
          <li key={finding.fingerprint} className="p-6 py-3">
            <Finding finding={finding} waiver={waived.get(finding.fingerprint)} may={talk.role === 'counsel' && !sealed} talk={talk} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Finding({ finding, waiver, may, talk }: { finding: FindingOut; waiver: NegotiationOut['waivers'][number] | undefined; may: boolean; talk: NegotiationOut }): ReactNode {
  const { id } = useAgreement();
  const client = useQueryClient();
  const [reason, setReason] = useState<string>();
  const waive = useMutation({
    mutationFn: (why: string | null) => write(`agreements/${id}/waive-finding`, { fingerprint: finding.fingerprint, reason: why }),
    onSuccess: async () => {
      setReason(undefined);
      await client.invalidateQueries({ queryKey: ['agreement', id, 'negotiation'] });
    },
  });
  return (
    <>
      <p className="flex gap-2">
        <Icon name={waiver === undefined ? 'error' : 'check'} className={`mt-1 ${waiver === undefined ? 'severity-error' : 'done'}`} />
        <span>
          {finding.message} <span className="quiet text-small">{finding.where}</span>
        </span>
      </p>
      {waiver !== undefined && (
        <p className="text-small quiet mt-1">
          Waived by counsel of {nameOf(talk, waiver.party)}: {waiver.reason}{' '}
          {may && waiver.party === talk.party && (
            <button type="button" className="link" onClick={() => waive.mutate(null)}>
              Take the waiver back
            </button>
          )}
        </p>
      )}
      {may && waiver === undefined && reason === undefined && (
        <p className="mt-2">
          <button type="button" className="button small" onClick={() => setReason('')}>
            Waive …
          </button>
        </p>
      )}
      {reason !== undefined && waiver === undefined && (
        <form
          className="mt-2 fields"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim() !== '' && !waive.isPending) waive.mutate(reason.trim());
          }}
        >
          <div className="field">
            <label className="label" htmlFor={`waive-${finding.fingerprint}`}>
              why it does not stand in the way
            </label>
            <span className="hint">Every party reads this, and it is kept with the signed text. It lapses when the words move.</span>
            <textarea id={`waive-${finding.fingerprint}`} className="input" rows={2} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
          </div>
          <p className="flex gap-2">
            <button type="submit" className="button small primary" aria-disabled={reason.trim() === '' || waive.isPending}>
              Waive this problem
            </button>
            <button type="button" className="button small" onClick={() => setReason(undefined)}>
              Cancel
            </button>
          </p>
        </form>
      )}
      {waive.isError && <Trouble error={waive.error} title="The waiver was not recorded" />}
    </>
  );
}

/** The issues on a clause that are not settled. */
export function openIssues(issues: readonly IssueOut[], clause: string | null): IssueOut[] {
  return issues.filter((issue) => issue.clause === clause && issue.settled === null);
}
