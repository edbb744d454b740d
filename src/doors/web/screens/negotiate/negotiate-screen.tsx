import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { printDocument, type PrintedSection } from '#agreement/document/print';
import { documentFromJson } from '#agreement/document/schema';
import type { Answers } from '#agreement/facts/answers';
import { peopleFrom } from '#agreement/words/people';
import type { SectionChange } from '#stages/negotiate/changes';
import type { Stand, StandCell, StandRow } from '#stages/negotiate/standing';
import { answersEntry, entryNames, titleEntry } from '#stages/turns';
import { useAgreement } from '../../agreement-context';
import { write } from '../../api';
import { Runs, SectionChanges, type View } from '../../components/changes';
import { Icon, type IconName } from '../../components/icons';
import { useKeptText } from '../../components/kept-text';
import { Play, usePlaybook } from '../../components/playbook';
import { Initials, type ShownParty } from '../../components/party';
import { phaseInWords, StageBar, TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import { RewriteDialog } from '../text/rewrite-dialog';
import { changesQuery, negotiationQuery, turnQuery, type NegotiationOut } from './api';
import { Comments, ScopeTag } from './comments';
import { namesOf } from './names';
import './negotiate.css';

/** The words of a stand, and its shape. */
export const stands: Readonly<Record<Stand, { icon: IconName; own: string; other: string }>> = {
  agreed: { icon: 'check', own: 'Agreed', other: 'Agreed' },
  objects: { icon: 'close', own: 'Objects', other: 'Objects' },
  proposes: { icon: 'pen', own: 'Your words', other: 'Proposes change' },
  answer: { icon: 'waits', own: 'Your answer', other: 'No answer yet' },
};

/** Where every party stands with every clause, and beside it the words of one clause with what can be said to them. */
export function NegotiateScreen(): ReactNode {
  const { id, data, parties } = useAgreement();
  const title = data.title ?? 'Agreement';
  useTitle('Negotiate', title);
  const talk = useQuery(negotiationQuery(id));
  const client = useQueryClient();
  const behind = talk.data !== undefined && talk.data.turns.length !== data.turn;
  // Another party sent a turn meanwhile: the text on the other screens follows.
  useEffect(() => {
    if (behind) void client.invalidateQueries({ queryKey: ['agreement', id], exact: true });
  }, [behind, client, id]);
  return (
    <div className="fit">
      <TopBar name={title} parties={parties} />
      <StageBar id={id} phase={data.phase}>
        <TurnLine talk={talk.data} />
      </StageBar>
      {talk.data === undefined ? (
        <main id="main">{talk.isError ? <div className="page narrow"><Trouble error={talk.error} again={() => void talk.refetch()} title="The negotiation cannot be read" /></div> : <Waiting what="Reading where everyone stands" lines={9} />}</main>
      ) : talk.data.standing === null ? (
        <Before talk={talk.data} />
      ) : (
        <Matrix talk={talk.data} />
      )}
    </div>
  );
}

/** Whose turn was the last, and whether an answer is waited for. */
export function TurnLine({ talk }: { talk: NegotiationOut | undefined }): ReactNode {
  const { data } = useAgreement();
  const newest = talk?.turns.at(-1);
  if (talk === undefined || newest === undefined || data.seal !== null) return <span>{phaseInWords(data.phase, data.turn)}</span>;
  const mine = talk.standing?.counts[talk.party]?.answer ?? 0;
  return (
    <>
      <span>
        Turn {newest.turn}, sent by {nameOf(talk, newest.party)} {day.format(new Date(newest.at))}
      </span>
      {mine > 0 && newest.party !== talk.party && <b className="your-turn">Your turn</b>}
    </>
  );
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });

/** The name of a party. */
export function nameOf(talk: NegotiationOut, party: string): string {
  return talk.parties.find((one) => one.id === party)?.name ?? party;
}

/** Nothing was sent yet: what to do first. */
function Before({ talk }: { talk: NegotiationOut }): ReactNode {
  const { id, data } = useAgreement();
  const others = talk.parties.filter((party) => party.id !== talk.party);
  const names = namesOf(others.map((party) => party.name));
  return (
    <main id="main" className="page narrow">
      {data.document === null ? (
        <>
          <h1 className="text-question">Nothing was sent yet</h1>
          <p className="mt-2">As soon as a first version is sent, its words stand here by themselves, and you can answer them clause by clause.</p>
        </>
      ) : (
        <>
          <h1 className="text-question">Nobody else sees this draft yet</h1>
          <p className="mt-2">
            {others.length === 0 ? 'Name the other parties first.' : `Invite somebody who acts for ${names}, then send your version. Until you send it, it is seen by ${nameOf(talk, talk.party)} alone.`}
          </p>
          <p className="mt-6 flex flex-wrap gap-3">
            {others.length === 0 ? (
              <Link className="button primary" to="/a/$id/ask/$section/$question" params={{ id, section: 'parties', question: 'parties' }}>
                Name the parties
              </Link>
            ) : (
              <>
                {talk.role === 'lead' && (
                  <Link className="button primary" to="/a/$id/send" params={{ id }}>
                    Send the first version to {names}
                  </Link>
                )}
                <Link className="button" to="/a/$id/people" params={{ id }}>
                  Invite people
                </Link>
              </>
            )}
          </p>
        </>
      )}
    </main>
  );
}

type Order = 'all' | 'mine';

function Matrix({ talk }: { talk: NegotiationOut }): ReactNode {
  const { id, data, parties, sealed } = useAgreement();
  const { clause: asked } = useSearch({ from: '/a/$id/negotiate' });
  const navigate = useNavigate();
  const client = useQueryClient();
  const [order, setOrder] = useState<Order>('all');
  const standing = talk.standing;
  const newest = talk.turns.at(-1);
  const turn = useQuery({ ...turnQuery(id, newest?.turn ?? 1), enabled: newest !== undefined });
  const sections = useMemo(() => (turn.data === undefined ? undefined : printDocument(documentFromJson(turn.data.document), { people: peopleFrom(turn.data.answers as Answers) }).sections), [turn.data]);
  const own = useQuery({ ...changesQuery(id, newest?.turn ?? 0, 'own'), enabled: newest !== undefined && data.unsent && data.document !== null });
  const [sure, setSure] = useState(false);
  const agreeAll = useMutation({
    mutationFn: (rows: readonly StandRow[]) => write(`agreements/${id}/answer-clause`, { answer: 'agreed', clauses: rows.map((row) => ({ clause: row.clause, hash: row.hash })) }),
    onSuccess: async () => {
      setSure(false);
      await client.invalidateQueries({ queryKey: ['agreement', id] });
    },
  });
  // The clause that is shown stays although others move on meanwhile: somebody may be writing beside it.
  const [stays, setStays] = useState<string>();
  if (standing === null || newest === undefined) return null;
  const rows = standing.rows;
  const waiting = rows.filter((row) => row.cells[talk.party]?.state === 'answer');
  const unsent = new Set((own.data?.sections ?? []).filter((section) => section.kind !== 'same').map((section) => section.clause));
  const agreeable = waiting.filter((row) => !unsent.has(row.clause));
  const objections = rows.filter((row) => Object.entries(row.cells).some(([party, cell]) => party !== talk.party && cell.state === 'objects'));
  const shown = order === 'mine' ? rows.filter((row) => row.cells[talk.party]?.state === 'answer' || row.cells[talk.party]?.state === 'objects') : rows;
  const chosen = rows.find((row) => row.clause === (asked ?? stays)) ?? waiting[0] ?? rows.find((row) => row.group === 'holds-up') ?? rows[0];
  if (chosen !== undefined && chosen.clause !== stays) setStays(chosen.clause);
  const settled = standing.groups.agreed.length;
  const names = new Map((sections ?? []).filter((section) => section.kind === 'clause').map((section) => [section.id, section]));
  const cast = parties.filter((party) => talk.parties.some((one) => one.id === party.id));
  const groups = [
    { key: 'holds-up' as const, name: 'Hold everything up', hint: (n: number) => `${n === 1 ? 'One clause' : `${n} clauses`}. Nothing can be sealed before ${n === 1 ? 'it is' : 'these are'} agreed` },
    { key: 'close' as const, name: 'Close', hint: (n: number) => `${n === 1 ? 'One clause' : `${n} clauses`}, one or two parties to go` },
    { key: 'agreed' as const, name: cast.length === 2 ? 'Agreed by both' : 'Agreed by all', hint: (n: number) => `${n === 1 ? 'One clause' : `${n} clauses`}, each bound to its words: a change reopens it` },
  ];
  const choose = (clause: string): void => {
    void navigate({ to: '/a/$id/negotiate', params: { id }, search: { clause }, replace: true, resetScroll: false });
    // On a narrow screen the words stand below the list.
    if (window.innerWidth < 1024) requestAnimationFrame(() => document.getElementById('clause-words')?.scrollIntoView());
  };
  return (
    <>
      <div className="work matrix-work">
        <main id="main" className="pane-matrix">
          <header className="matrix-head">
            <div>
              <h1 className="text-question">{settled === rows.length ? `Every clause is agreed by ${cast.length === 2 ? 'both' : 'all'}` : `${settled} of ${rows.length} clauses are agreed by ${cast.length === 2 ? 'both' : 'all'}`}</h1>
              <p className="quiet">
                {waiting.length > 0 ? `${waiting.length === 1 ? 'One waits' : `${waiting.length} wait`} for your answer.` : ''}{' '}
                {objections.length > 0 && `Objections stand against ${objections.length === 1 ? 'one clause' : `${objections.length} clauses`}: send other words, or talk it over in a comment.`}
                {waiting.length === 0 && objections.length === 0 && (sealed ? 'The text is sealed.' : settled === rows.length ? 'The text can be reviewed and sealed.' : 'Your answers are given; others have not answered yet.')}
              </p>
              {settled === rows.length && !sealed && (
                <p className="mt-3">
                  <Link className="button primary" to="/a/$id/review" params={{ id }}>
                    See what is missing before signing
                  </Link>
                </p>
              )}
            </div>
            <div className="flex flex-wrap gap-2 items-center ml-auto">
              <span className="seg" role="group" aria-label="Show">
                <button type="button" aria-pressed={order === 'all'} onClick={() => setOrder('all')}>
                  All clauses
                </button>
                <button type="button" aria-pressed={order === 'mine'} onClick={() => setOrder('mine')}>
                  Only mine
                </button>
              </span>
              {talk.role === 'lead' && agreeable.length > 1 && !sealed && (
                <button type="button" className="button small" aria-expanded={sure} onClick={() => setSure(!sure)}>
                  Agree to all {agreeable.length} …
                </button>
              )}
            </div>
          </header>
          {sure && (
            <div className="card p-4 mb-4" role="group" aria-label="Agree to all">
              <p>
                You agree to the words of {agreeable.length} clauses as they stand in turn {newest.turn}. Every party sees it at once, and it can be taken back until the text is sealed.
                {unsent.size > 0 && ' Clauses for which you have other words that were not sent are left out.'}
              </p>
              <p className="mt-3 flex gap-2">
                <button type="button" className="button primary small" aria-disabled={agreeAll.isPending} onClick={() => !agreeAll.isPending && agreeAll.mutate(agreeable)}>
                  Agree to these {agreeable.length} clauses
                </button>
                <button type="button" className="button small" onClick={() => setSure(false)}>
                  Cancel
                </button>
              </p>
            </div>
          )}
          <Notes talk={talk} />
          {agreeAll.isError && <Trouble error={agreeAll.error} title="Your answers were not recorded" />}
          <div className="card matrix-frame" tabIndex={0} role="region" aria-label="Clauses and parties">
            <table className={`matrix ${cast.length > 4 ? 'compact' : ''}`}>
              <thead>
                <tr>
                  <th scope="col">Clause</th>
                  {cast.map((party) => (
                    <th key={party.id} scope="col" className={party.id === talk.party ? 'own' : ''}>
                      <span className="flex items-center gap-2">
                        <Initials party={party} beside />
                        <span>
                          {party.name}
                          <small className="block quiet font-normal">
                            {talk.parties.find((one) => one.id === party.id)?.joined === true ? `${standing.counts[party.id]?.agrees ?? 0} of ${rows.length}` : 'has not come in'}
                          </small>
                        </span>
                      </span>
                    </th>
                  ))}
                </tr>
              </thead>
              {groups.map((group) => {
                const inGroup = shown.filter((row) => row.group === group.key);
                return inGroup.length === 0 ? null : (
                  <tbody key={group.key}>
                    <tr className="group">
                      <th scope="colgroup" colSpan={cast.length + 1}>
                        {group.name} <span className="quiet font-normal">{group.hint(inGroup.length)}</span>
                      </th>
                    </tr>
                    {inGroup.map((row) => (
                      <tr key={row.clause} className={row === chosen ? 'chosen-row' : ''}>
                        <th scope="row">
                          <ClauseButton number={names.get(row.clause)?.number ?? ''} heading={headingOf(row, names)} removed={row.removed} chosen={row === chosen} onChoose={() => choose(row.clause)} />
                        </th>
                        {cast.map((party) => (
                          <td key={party.id} className={party.id === talk.party ? 'own' : ''}>
                            <Cell cell={row.cells[party.id]} own={party.id === talk.party} party={party} brief={row.group === 'agreed'} first={row.turn === 1} here={talk.parties.find((one) => one.id === party.id)?.joined === true} />
                          </td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                );
              })}
              {shown.length === 0 && (
                <tbody>
                  <tr>
                    <td colSpan={cast.length + 1} className="quiet">
                      Nothing waits for {nameOf(talk, talk.party)}.
                    </td>
                  </tr>
                </tbody>
              )}
            </table>
          </div>
        </main>
        {chosen !== undefined && <ClausePane key={chosen.clause} onAnswered={() => setStays(undefined)} talk={talk} row={chosen} section={names.get(chosen.clause)} sections={sections} unsent={own.data?.sections.filter((one) => one.clause === chosen.clause && one.kind !== 'same') ?? []} />}
      </div>
      <footer className="status">
        {data.unsent ? (
          <span className="row">
            <Icon name="pen" /> <b>You have changes that nobody else sees</b>
          </span>
        ) : (
          <span className="row">
            <Icon name="pen" /> <b>Suggesting</b> Nobody edits the agreed text alone
          </span>
        )}
        {talk.role === 'lead' && data.unsent && !sealed && (
          <Link className="button primary small" to="/a/$id/send" params={{ id }}>
            Look at them and send turn {newest.turn + 1}
          </Link>
        )}
        <Link className="link link-touch" to="/a/$id/turns" params={{ id }}>
          All turns
        </Link>
        <span className="row ml-auto legend">
          {(Object.keys(stands) as Stand[]).map((stand) => (
            <span key={stand} className={`row stand-${stand}`}>
              <Icon name={stands[stand].icon} /> {stands[stand].other}
            </span>
          ))}
        </span>
      </footer>
    </>
  );
}

/** What came in between, was reopened or declined. */
function Notes({ talk }: { talk: NegotiationOut }): ReactNode {
  const { id } = useAgreement();
  const reopened = talk.reopened.at(-1);
  const newest = talk.turns.at(-1);
  return (
    <>
      {newest?.note != null && (
        <p className="notice mb-4 whitespace-pre-line">
          <b>
            {nameOf(talk, newest.party)} with turn {newest.turn}:
          </b>{' '}
          {newest.note}
        </p>
      )}
      {talk.rebased !== null && (
        <p className="notice mb-4" role="status">
          Turn {talk.rebased.to} came in while you were writing. Your changes are kept and now stand on top of it.
          {talk.rebased.clauses.length > 0 && ` Both sides changed ${talk.rebased.clauses.length === 1 ? 'one clause' : `${talk.rebased.clauses.length} clauses`}; yours is shown, and the comparison says what it replaces.`}{' '}
          <Link className="link" to="/a/$id/send" params={{ id }}>
            Compare
          </Link>
        </p>
      )}
      {reopened !== undefined && (
        <p className="notice mb-4">
          {nameOf(talk, reopened.party)} opened the sealed text again: {reopened.reason}
        </p>
      )}
    </>
  );
}

function headingOf(row: StandRow, names: ReadonlyMap<string, PrintedSection>): string {
  return names.get(row.clause)?.heading.text ?? entryNames[row.clause] ?? row.clause.replaceAll('-', ' ');
}

/** The clause of a row; choosing it shows its words. */
function ClauseButton({ number, heading, removed, chosen, onChoose }: { number: string; heading: string; removed: boolean; chosen: boolean; onChoose: () => void }): ReactNode {
  return (
    <button type="button" className="clause-button" aria-current={chosen ? 'true' : undefined} onClick={onChoose}>
      <span className="quiet">{number}</span>
      <span>
        {heading}
        {removed && <small className="block quiet">taken out</small>}
      </span>
    </button>
  );
}

/** One party's answer to one clause; `brief` shows its shape alone, and so do narrow tables where nothing stands out. */
function Cell({ cell, own, party, brief, first, here }: { cell: StandCell | undefined; own: boolean; party: ShownParty; brief: boolean; first: boolean; here: boolean }): ReactNode {
  if (cell === undefined) return null;
  // Whoever wrote the first version agrees to it; only later words are a proposal that stands out.
  const state = cell.state === 'proposes' && first ? 'agreed' : cell.state;
  const stand = stands[state];
  const words = !here ? 'Has not come in' : own ? stand.own : stand.other;
  return (
    <span className={`stand stand-${here ? state : 'away'}`} title={cell.reason ?? `${party.name}: ${words}`}>
      <Icon name={own && state === 'answer' ? 'right' : stand.icon} />
      <span className={brief || !here ? 'visually-hidden' : own || state === 'objects' || state === 'proposes' ? '' : 'stand-words'}>
        <span className="visually-hidden">{party.name}: </span>
        {words}
        {cell.lapsed !== null && state === 'answer' && <small className="block quiet font-normal">{cell.lapsed.answer === 'agreed' ? 'agreed to earlier words' : 'objected to earlier words'}</small>}
      </span>
    </span>
  );
}

/** The words of one clause, with what changed, and what can be said to them. */
function ClausePane({ onAnswered, talk, row, section, sections, unsent }: { onAnswered: () => void; talk: NegotiationOut; row: StandRow; section: PrintedSection | undefined; sections: readonly PrintedSection[] | undefined; unsent: readonly SectionChange[] }): ReactNode {
  const { id, document: text, data, parties, sealed } = useAgreement();
  const client = useQueryClient();
  const [view, setView] = useState<View>('changes');
  const plays = usePlaybook(id);
  const [objecting, setObjecting] = useState(false);
  const [rewriting, setRewriting] = useState<PrintedSection>();
  const newest = talk.turns.at(-1)?.turn ?? 1;
  const before = row.turn - 1;
  const changes = useQuery(changesQuery(id, before === newest - 1 || before < 1 ? Math.max(before, 0) : before, newest));
  const mine = row.cells[talk.party];
  const answer = useMutation({
    mutationFn: (said: { answer: 'agreed' | 'objected' | 'open'; reason?: string }) => write(`agreements/${id}/answer-clause`, { ...said, clauses: [{ clause: row.clause, hash: row.hash }] }),
    onSuccess: async () => {
      setObjecting(false);
      await client.invalidateQueries({ queryKey: ['agreement', id, 'negotiation'] });
      onAnswered();
    },
    onError: () => void client.invalidateQueries({ queryKey: ['agreement', id, 'negotiation'] }),
  });
  const own = parties.find((party) => party.id === talk.party);
  const from = parties.find((party) => party.id === row.party);
  const shown = changes.data?.sections.filter((one) => one.clause === row.clause) ?? [];
  const first = row.turn === 1;
  const may = talk.role === 'lead' && !sealed;
  const mayWrite = (talk.role === 'lead' || talk.role === 'contributor') && !sealed && text !== null;
  const startRewrite = (): void => {
    const printed = text === null ? undefined : printDocument(text, { people: peopleFrom(data.answers) }).sections.find((one) => one.id === row.clause && one.kind === 'clause');
    setRewriting(printed);
  };
  const objections = Object.entries(row.cells).filter(([, cell]) => cell.state === 'objects' && cell.reason !== null);
  return (
    <aside id="clause-words" className="pane right clause-pane" aria-label={`Clause ${section?.number ?? ''} ${section?.heading.text ?? ''}`} tabIndex={0}>
      <div className="pane-head">
        <a className="link narrow-only text-small" href="#main">
          All clauses
        </a>
        <h2>
          {section?.number} {section?.heading.text ?? entryNames[row.clause] ?? row.clause}
        </h2>
        {!first && (
          <span className="seg ml-auto" role="group" aria-label="How changes are shown">
            {(['changes', 'proposed', 'before'] as const).map((one) => (
              <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
                {one === 'changes' ? 'With changes' : one === 'proposed' ? 'As proposed' : 'Before'}
              </button>
            ))}
          </span>
        )}
      </div>
      <div className="clause-body">
        <p className="flex items-center gap-2 text-small quiet mb-2">
          {from !== undefined && <Initials party={from} />}
          {first ? `As ${nameOf(talk, row.party)} sent it in turn 1` : `Turn ${row.turn}, by ${nameOf(talk, row.party)}, against turn ${before}`}
        </p>
        {changes.isPending && <Waiting what="Comparing the words" lines={4} />}
        {changes.isError && <Trouble error={changes.error} again={() => void changes.refetch()} title="The words cannot be compared" />}
        <Play lines={plays.get(row.clause)} />
        {row.removed && <p className="notice mb-3">This clause is taken out. Agree to let it go, or object.</p>}
        {row.clause === titleEntry && changes.data !== undefined && (
          <div className="words doc changes-doc">
            <h3>
              <Runs runs={changes.data.title.runs} view={first ? 'proposed' : view} />
            </h3>
            <p className="block">between {parties.map((party) => party.name).join(', ').replace(/, ([^,]*)$/, ' and $1')}</p>
          </div>
        )}
        {(row.clause === titleEntry || row.clause === answersEntry) && changes.data !== undefined && changes.data.answers.length > 0 && (
          <p className="mb-3">
            <b>Answers that changed:</b> {changes.data.answers.join(', ')}.
          </p>
        )}
        {row.clause === answersEntry && <p className="quiet mb-3">All answers are part of the sealed file, those that no clause prints too. Ask shows them one by one.</p>}
        {shown.map((one) => (
          <SectionChanges key={`${one.what} ${one.id} ${one.lang}`} section={one} view={first ? 'proposed' : view} whole={first || one.blocks.length < 8} />
        ))}
        {unsent.length > 0 && (
          <section className="private p-4 mt-3" aria-label="Your words, not sent yet">
            <p className="comment-head mb-2">
              <b>Your words, not sent yet</b>
              <ScopeTag scope="us" own={own?.name ?? ''} />
            </p>
            {unsent.map((one) => (
              <SectionChanges key={`own ${one.what} ${one.id} ${one.lang}`} section={one} />
            ))}
            {talk.role === 'lead' && (
              <p>
                <Link className="button small primary" to="/a/$id/send" params={{ id }}>
                  Go on to sending turn {newest + 1}
                </Link>
              </p>
            )}
          </section>
        )}
        {objections.map(([party, cell]) => (
          <p key={party} className="objection">
            <Icon name="close" /> <span><b>{nameOf(talk, party)} objects:</b> {cell.reason}</span>
          </p>
        ))}
        {may && mine !== undefined && (
          <div className="answers no-print">
            <div className="flex flex-wrap gap-2">
              {mine.state !== 'agreed' && mine.state !== 'proposes' && (
                <button type="button" className={`button ${unsent.length === 0 ? 'primary' : ''}`} aria-disabled={answer.isPending} onClick={() => !answer.isPending && answer.mutate({ answer: 'agreed' })}>
                  {unsent.length === 0 ? 'Agree to these words' : `Agree to the words of turn ${newest} all the same`}
                </button>
              )}
              {mine.state === 'agreed' && (
                <button type="button" className="button" aria-disabled={answer.isPending} onClick={() => !answer.isPending && answer.mutate({ answer: 'open' })}>
                  Take your agreement back
                </button>
              )}
              {mayWrite && entryNames[row.clause] === undefined && (
                <button type="button" className="button" onClick={startRewrite}>
                  Propose other words
                </button>
              )}
              {mine.state !== 'objects' && !objecting && (
                <button type="button" className="button" onClick={() => setObjecting(true)}>
                  Object …
                </button>
              )}
              {mine.state === 'objects' && (
                <button type="button" className="button" aria-disabled={answer.isPending} onClick={() => !answer.isPending && answer.mutate({ answer: 'open' })}>
                  Take the objection back
                </button>
              )}
            </div>
            {objecting && <Objecting place={`${id} ${row.clause}`} busy={answer.isPending} onCancel={() => setObjecting(false)} onObject={(reason, said) => answer.mutate({ answer: 'objected', reason }, { onSuccess: said })} />}
            {answer.isError && (
              <div className="mt-3">
                <Trouble error={answer.error} title="Your answer was not recorded" />
              </div>
            )}
          </div>
        )}
        {!may && mayWrite && (
          <p className="answers no-print">
            <button type="button" className="button" onClick={startRewrite}>
              Propose other words
            </button>
          </p>
        )}
        {talk.role !== 'lead' && !sealed && <p className="text-small quiet mt-2">{nameOf(talk, talk.party)}’s lead agrees or objects.</p>}
        <Comments agreement={id} clause={row.clause} comments={talk.comments} parties={parties} own={own} readers={talk.people.filter((one) => one.party === talk.party).length} readOnly={talk.role === 'reader'} />
      </div>
      {rewriting !== undefined && sections !== undefined && (
        <RewriteDialog
          section={rewriting}
          onClose={() => setRewriting(undefined)}
          onDone={async () => {
            await client.invalidateQueries({ queryKey: ['agreement', id] });
            setRewriting(undefined);
          }}
        />
      )}
    </aside>
  );
}

function Objecting({ place, busy, onObject, onCancel }: { /** Agreement and clause. */ place: string; busy: boolean; onObject: (reason: string, said: () => void) => void; onCancel: () => void }): ReactNode {
  const [reason, setReason, said] = useKeptText(`objection ${place}`);
  return (
    <form
      className="mt-3 fields"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && reason.trim() !== '') onObject(reason.trim(), said);
      }}
    >
      <div className="field">
        <label className="label" htmlFor="objection">
          why you object
        </label>
        <span className="hint">Every party reads this.</span>
        <textarea id="objection" className="input" rows={2} maxLength={2000} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
      <p className="flex gap-2">
        <button type="submit" className="button primary" aria-disabled={busy || reason.trim() === ''}>
          Object
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}
