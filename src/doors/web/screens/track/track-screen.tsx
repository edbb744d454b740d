import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Fragment, useState, type ReactNode } from 'react';
import type { Actor, Obligation } from '#agreement/obligation';
import { actorInWords, obligationInWords, stateInWords, timingInWords } from '#agreement/obligation-sentences';
import { addDays, daysBetween } from '#agreement/time/dates';
import { formatDate } from '#agreement/time/format-date';
import { useAgreement } from '../../agreement-context';
import { read, write } from '../../api';
import { Making, useDownload } from '../../components/downloads';
import { Icon, type IconName } from '../../components/icons';
import { Initials, type ShownParty } from '../../components/party';
import { phaseInWords, StageBar, TopBar } from '../../components/shell';
import { Trouble, Waiting } from '../../components/state';
import { useTitle } from '../../use-title';
import './track.css';

type GroupId = 'done' | 'overdue' | 'soon' | 'later' | 'waiting' | 'lasting' | 'ended';
const groups: readonly { id: GroupId; name: string }[] = [
  { id: 'overdue', name: 'Overdue' },
  { id: 'soon', name: 'Next thirty days' },
  { id: 'later', name: 'Later' },
  { id: 'waiting', name: 'Waits for an event' },
  { id: 'lasting', name: 'As long as it lasts' },
  { id: 'done', name: 'Reported as done' },
  { id: 'ended', name: 'Ended' },
];

/** What a party reported of an obligation. */
interface ReportOut {
  on: string | null;
  report: 'done' | 'not-done';
  note: string | null;
  party: string;
  by: string;
  at: string;
}

interface Tracked {
  obligations: Obligation[];
  today: string;
  reports: Record<string, ReportOut[]>;
  party: string;
}

/** Who owes what, and when: by date, each with its clause and how its date was computed. */
export function TrackScreen(): ReactNode {
  const { id, data, parties, document } = useAgreement();
  const { party } = useSearch({ from: '/a/$id/track' });
  const navigate = useNavigate();
  const list = useQuery({ queryKey: ['agreement', id, 'obligations'], queryFn: () => read<Tracked>(`agreements/${id}/track-agreement`), enabled: document !== null });
  const { busy, trouble, start, stop } = useDownload(id);
  useTitle('Who owes what, and when', data.title);
  const today = list.data?.today ?? '';
  const all = list.data?.obligations ?? [];
  const shown = all.filter((one) => party === undefined || concerns(one, party));
  const counted = groups.map((group) => ({ ...group, list: shown.filter((one) => groupFor(one, today, list.data?.reports[one.id]) === group.id).sort((a, b) => (dateOf(a) ?? '9').localeCompare(dateOf(b) ?? '9')) }));
  const count = (group: GroupId): number => counted.find((one) => one.id === group)?.list.length ?? 0;
  const title = (data.document as { attrs?: { title?: string } } | null)?.attrs?.title ?? data.title ?? 'Agreement';
  return (
    <>
      <TopBar name={title} parties={parties} />
      <StageBar id={id} phase={data.phase}>
        {phaseInWords(data.phase, data.turn)}
      </StageBar>
      <main id="main" className="page track-page">
        <header className="track-head">
          <div>
            <h1 className="text-question">Who owes what, and when</h1>
            <p className="quiet">
              {list.isSuccess && `${count('overdue')} overdue, ${count('soon')} in the next thirty days, ${count('waiting')} wait for an event. `}
              {data.phase !== 'signed' && 'The agreement is not signed by all yet, so dates that run from its signature are open.'}
            </p>
          </div>
          <div className="flex flex-wrap gap-3">
            {parties.length > 0 && (
              <label className="filter">
                <span className="text-small quiet">Show</span>
                <select className="input filter-input" value={party ?? ''} onChange={(event) => void navigate({ to: '/a/$id/track', params: { id }, search: event.target.value === '' ? {} : { party: event.target.value } })}>
                  <option value="">all parties</option>
                  {parties.map((one) => (
                    <option key={one.id} value={one.id}>
                      owed by or to {one.name}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <button type="button" className="button" aria-disabled={busy !== undefined} onClick={() => start('ics')}>
              <Icon name="calendar" /> Calendar file
            </button>
          </div>
        </header>
        {busy !== undefined && <Making what="Making the calendar" stop={stop} />}
        {trouble !== undefined && <Trouble error={trouble} />}
        {list.isError && <Trouble error={list.error} again={() => void list.refetch()} title="The duties cannot be listed" />}
        {list.isPending && document !== null && <Waiting what="Working out the dates" />}
        {(document === null || (list.isSuccess && all.length === 0)) && (
          <div className="card p-8">
            <h2 className="text-section">Duties will stand here by date</h2>
            <p className="mt-1 mb-4">Each clause brings its duties with it; they appear as soon as the text has them.</p>
            <Link className="button primary" to="/a/$id/ask" params={{ id }}>
              Answer the questions
            </Link>
          </div>
        )}
        {list.isSuccess && all.length > 0 && (
          <div className="card">
            <table className="grid-table track-table">
              <thead>
                <tr>
                  <th scope="col">Due</th>
                  <th scope="col">State</th>
                  <th scope="col">What</th>
                  <th scope="col">Owed by</th>
                  <th scope="col">To</th>
                  <th scope="col">Clause</th>
                  <th scope="col">How the date was computed</th>
                </tr>
              </thead>
              <tbody>
                {counted.map((group) =>
                  group.list.length === 0 ? null : (
                    <Fragment key={group.id}>
                      <tr className="track-group">
                        <th scope="colgroup" colSpan={7}>
                          {group.name} <span className="quiet font-normal">{group.list.length}</span>
                        </th>
                      </tr>
                      {group.list.map((one) => (
                        <Row key={one.id} one={one} group={group.id} today={today} parties={parties} agreement={id} reports={list.data?.reports[one.id] ?? []} />
                      ))}
                    </Fragment>
                  ),
                )}
              </tbody>
            </table>
          </div>
        )}
        {list.isSuccess && all.length > 0 && <p className="text-small quiet mt-4">“Overdue” says that a date has passed and that no performance is recorded here. It does not say that a duty was broken.</p>}
      </main>
    </>
  );
}

function concerns(one: Obligation, party: string): boolean {
  return [one.debtor, ...one.creditors].some((actor) => 'party' in actor && actor.party === party);
}

function dateOf(one: Obligation): string | undefined {
  return one.due?.worked?.due.date ?? (one.due === undefined ? (one.until?.worked?.due.date ?? undefined) : undefined);
}

function groupOf(one: Obligation, today: string): GroupId {
  if (one.state === 'ended') return 'ended';
  const date = dateOf(one);
  if (one.due !== undefined && date !== undefined) {
    if (one.state === 'overdue') return 'overdue';
    if (date < today) return one.state === 'draft' ? 'soon' : 'overdue';
    return date <= addDays(today, 30) ? 'soon' : 'later';
  }
  if (one.due !== undefined || one.state === 'conditional') return 'waiting';
  return 'lasting';
}

function groupFor(one: Obligation, today: string, reports: readonly ReportOut[] | undefined): GroupId {
  return reports?.at(-1)?.report === 'done' ? 'done' : groupOf(one, today);
}

function Row({ one, group, today, parties, agreement, reports }: { one: Obligation; group: GroupId; today: string; parties: readonly ShownParty[]; agreement: string; reports: readonly ReportOut[] }): ReactNode {
  const date = one.due === undefined ? undefined : dateOf(one);
  const until = one.due === undefined ? dateOf(one) : undefined;
  const state = stateOf(one, group, date, today);
  return (
    <tr>
      <td className="font-semibold nowrap" data-label="Due">
        {date !== undefined ? formatDate(date, 'en') : until !== undefined ? `until ${formatDate(until, 'en')}` : group === 'waiting' ? 'Open' : 'Throughout'}
      </td>
      <td data-label="State">
        <span className={`inline-flex items-center gap-2 nowrap ${state.tone}`}>
          <Icon name={state.icon} /> {state.words}
        </span>
      </td>
      <td data-label="What" className="what">
        {obligationInWords(one)}
        {one.turn !== undefined && <span className="quiet"> ({one.turn})</span>}
        {one.trigger !== undefined && <span className="block text-small quiet">when: {one.trigger}</span>}
        <Reports agreement={agreement} one={one} reports={reports} parties={parties} date={date} />
      </td>
      <td data-label="Owed by">
        <Side actors={[one.debtor]} parties={parties} />
      </td>
      <td data-label="To">
        <Side actors={one.creditors} parties={parties} />
      </td>
      <td data-label="Clause">
        <Link className="link link-touch" to="/a/$id/text" params={{ id: agreement }} hash={`b-${one.block}`} title={one.clause.heading}>
          {one.clause.number === '' ? one.clause.heading : one.clause.number}
          <span className="visually-hidden"> {one.clause.heading}</span>
        </Link>
      </td>
      <td data-label="How the date was computed" className="quiet how">
        {one.due !== undefined ? timingInWords(one.due) : one.until !== undefined ? timingInWords(one.until) : 'no date of its own'}
        {one.recurs !== undefined && `; ${one.recurs}`}
      </td>
    </tr>
  );
}

/** What was reported of an obligation, and the way to report; everybody at the table reads it. */
function Reports({ agreement, one, reports, parties, date }: { agreement: string; one: Obligation; reports: readonly ReportOut[]; parties: readonly ShownParty[]; date: string | undefined }): ReactNode {
  const { data } = useAgreement();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  const last = reports.at(-1);
  const done = last?.report === 'done';
  const report = useMutation({
    mutationFn: () => write(`agreements/${agreement}/report-obligation`, { obligation: one.id, on: date ?? null, report: done ? 'not-done' : 'done', note: note.trim() === '' ? null : note.trim() }),
    onSuccess: async () => {
      setOpen(false);
      setNote('');
      await client.invalidateQueries({ queryKey: ['agreement', agreement, 'obligations'] });
    },
  });
  const may = data.phase === 'signed' && (data.party === 'local' || ('party' in one.debtor && one.debtor.party === data.party)) && (data.role === 'lead' || data.role === 'contributor');
  return (
    <>
      {last !== undefined && (
        <span className="block text-small">
          <Icon name={done ? 'check' : 'close'} className={`inline mr-1 ${done ? 'done' : 'severity-error'}`} />
          {done ? 'Reported as done' : 'Reported as not done'} by {parties.find((party) => party.id === last.party)?.name ?? last.by} on {formatDate(last.at.slice(0, 10), 'en')}
          {last.note !== null && <span className="quiet">: {last.note}</span>}
        </span>
      )}
      {may && !open && (
        <button type="button" className="link link-touch text-small block" onClick={() => setOpen(true)}>
          {done ? 'Report that it is not done' : 'Report as done'}
          <span className="visually-hidden">: {obligationInWords(one)}</span>
        </button>
      )}
      {open && (
        <form
          className="mt-2 flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (!report.isPending) report.mutate();
          }}
        >
          <label className="text-small quiet" htmlFor={`report-${one.id}`}>
            What shows it? Every party reads this; it may stay empty.
          </label>
          <textarea id={`report-${one.id}`} className="input" rows={1} maxLength={2000} autoFocus value={note} onChange={(event) => setNote(event.target.value)} />
          {report.isError && <Trouble error={report.error} title="The report was not recorded" />}
          <span className="flex gap-2">
            <button type="submit" className="button small primary" aria-disabled={report.isPending}>
              {done ? 'Report that it is not done' : 'Report as done'}
            </button>
            <button type="button" className="button small" onClick={() => setOpen(false)}>
              Cancel
            </button>
          </span>
        </form>
      )}
    </>
  );
}

function stateOf(one: Obligation, group: GroupId, date: string | undefined, today: string): { words: string; icon: IconName; tone: string } {
  if (date !== undefined && group === 'overdue') return { words: days(daysBetween(date, today), 'late'), icon: 'error', tone: 'severity-error' };
  if (date === today) return { words: 'Due today', icon: 'clock', tone: 'severity-warning' };
  if (date !== undefined && date < today) return { words: 'Date has passed', icon: 'clock', tone: 'quiet' };
  if (date !== undefined) return { words: `In ${days(daysBetween(today, date), '')}`, icon: 'clock', tone: group === 'soon' ? 'severity-warning' : 'quiet' };
  if (group === 'waiting') return { words: 'Waits for an event', icon: 'waits', tone: 'quiet' };
  const words = stateInWords(one.state);
  return { words: words.charAt(0).toUpperCase() + words.slice(1), icon: group === 'ended' || group === 'done' ? 'check' : 'clock', tone: 'quiet' };
}

function days(count: number, after: string): string {
  return `${count} ${count === 1 ? 'day' : 'days'}${after === '' ? '' : ` ${after}`}`;
}

function Side({ actors, parties }: { actors: readonly Actor[]; parties: readonly ShownParty[] }): ReactNode {
  return (
    <span className="inline-flex flex-wrap gap-1 items-center">
      {actors.map((actor, index) => {
        const party = 'party' in actor ? parties.find((one) => one.id === actor.party) : undefined;
        return party === undefined ? <span key={index} className="text-small">{actorInWords(actor)}</span> : <Initials key={party.id} party={party} />;
      })}
    </span>
  );
}
