import type { Actor, ActorTerm, Anchor, DueTerm, Obligation, ObligationState, ObligationTerm, Timing } from '#agreement/obligation';
import type { Calendar } from '#agreement/time/calendar';
import { addMonths } from '#agreement/time/dates';
import { isLocalDate } from '#agreement/time/day';
import { dueDate, dueOn } from '#agreement/time/due';
import type { LocalDate } from '#agreement/time/period';
import { recurrences } from '#agreement/time/recurrences';
import { calendarPeriods, dateOf, meaningOf, periodEnd, rhythmOf } from '#stages/track/anchors';
import type { Points } from '#stages/track/anchors';

/** What tracking needs of a clause: its identity for links and the duties it creates. */
export interface TrackedClause {
  id: string;
  heading: string;
  number: string;
  obligations: readonly ObligationTerm[];
}

/** What is known about the agreement and the day; all dates ISO, in the zone of its calendar. */
export interface TrackContext extends Points {
  parties: readonly { id: string; shortName: string }[];
  calendar: Calendar;
  /** The day on which states are read. */
  today: LocalDate;
}

/** How many turns of one duty are listed per party, and how far ahead (months) where the agreement has no end. */
export const listed = { turns: 120, monthsAhead: 24 } as const;

/**
 * Lists what each party owes: one obligation per debtor and per turn, with its last day worked out where it can be and
 * what it waits for where it cannot. Dated ones come first, by date; then those that wait; then lasting duties. It reads
 * states from dates alone and never declares a breach. Throws RangeError if a date in `context` does not exist.
 */
export function track(clauses: readonly TrackedClause[], context: TrackContext): Obligation[] {
  for (const date of [context.start, context.end, context.signedOn, context.today]) {
    if (date !== undefined && !isLocalDate(date)) throw new RangeError(`Not a calendar date: "${date}". Write it as 2027-03-01.`);
  }
  const all = clauses.flatMap((clause) => clause.obligations.flatMap((term) => ofTerm(clause, term, context)));
  return all.map((one, i) => ({ one, i, key: sortKey(one) })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.i - b.i)).map(({ one }) => one);
}

/** One occasion of a duty: when it is due, if it has a day at all. */
interface Turn {
  name?: string;
  continues?: boolean;
  due?: Timing;
}

function ofTerm(clause: TrackedClause, term: ObligationTerm, context: TrackContext): Obligation[] {
  const turns = turnsOf(term, context);
  const until = term.until && worked(term.until, context, { lasting: true });
  return debtorsOf(term, context).flatMap(({ actor, key }) => {
    const creditors = creditorsOf(term.creditor, actor, context);
    if (creditors.length === 0) return [];
    return turns.map((turn) => {
      const obligation: Omit<Obligation, 'state'> = {
        id: `${term.id}:${key}${turn.name === undefined ? '' : `@${turn.name}`}`,
        term: term.id,
        clause: { id: clause.id, heading: clause.heading, number: clause.number },
        block: term.block,
        ...(term.item !== undefined && { item: term.item }),
        debtor: actor,
        creditors,
        action: term.action,
        object: term.object,
        ...(term.trigger !== undefined && { trigger: term.trigger }),
        ...(term.evidence !== undefined && { evidence: term.evidence }),
        survives: term.survives ?? false,
        ...(term.recurs !== undefined && { recurs: term.recurs }),
        ...(turn.name !== undefined && { turn: turn.name }),
        ...(turn.continues && { continues: true }),
        ...(turn.due && { due: turn.due }),
        ...(until && { until }),
      };
      return { ...obligation, state: stateOf(obligation, context) };
    });
  });
}

function turnsOf(term: ObligationTerm, context: TrackContext): Turn[] {
  const options: WorkOptions = term.action === 'pay' ? { purpose: 'payment' } : {};
  const awaited = term.trigger !== undefined && !happened(term.trigger, context) ? { due: waiting(term.trigger) } : {};
  const once: Turn[] = [term.due ? { due: worked(term.due, context, options) } : awaited];
  if (term.recurs === undefined) return once;
  const rhythm = rhythmOf(term.recurs);
  if (rhythm.kind === 'events') return term.due ? once : [{ due: waiting(term.recurs.replace(/^(each|every) /i, '')) }];
  const { start, end, today, calendar } = context;
  if (start === undefined) return [{ due: { waitsFor: { code: 'anchor', anchor: 'start' } } }];
  const horizon = end ?? addMonths(start > today ? start : today, listed.monthsAhead);
  const several = (turns: Turn[], more: boolean): Turn[] => {
    if (turns.length === 0) return once;
    return turns.map((turn, i) => (i === turns.length - 1 && (more || end === undefined) ? { ...turn, continues: true } : turn));
  };

  const byEvent = term.due && !('on' in term.due) ? meaningOf(eventOf(term.due)).kind : null;
  if (rhythm.kind === 'calendar' && (!term.due || byEvent === 'period-end')) {
    const { unit } = rhythm;
    const found = calendarPeriods(unit, start, horizon, listed.turns);
    // Without a deadline of its own a duty "each quarter" is owed within the quarter, so its last day does not move on.
    const timing = (last: LocalDate): Timing => {
      const anchor = periodEnd[unit];
      return term.due ? fromDate(last, anchor, term.due, context, options) : { worked: { anchor, due: dueOn(last, { fixed: true }, calendar) } };
    };
    return several(found.periods.map(({ name, last }) => ({ name, due: timing(last) })), found.more);
  }
  // Other turns are counted from a date: that of the due term, or the end of the first period after the start.
  const on = term.due && 'on' in term.due ? term.due.on : null;
  if (term.due && (on === null || !isLocalDate(on))) return once;
  const every = rhythm.kind === 'every' ? rhythm.period : ({ n: months[rhythm.unit], unit: 'month' } as const);
  const dates = on === null ? recurrences(start, every, horizon).slice(1) : recurrences(on, every, horizon);
  const turns = dates.slice(0, listed.turns).map((date, i): Turn => {
    const due = dueOn(date, options, calendar);
    return { name: String(i + 1), due: { worked: { anchor: 'date', due } } };
  });
  return several(turns, dates.length > listed.turns);
}

const months = { year: 12, quarter: 3, month: 1 } as const;

function waiting(event: string): Timing {
  return { waitsFor: { code: 'event', event } };
}

interface WorkOptions {
  purpose?: 'payment';
  /** The end of a lasting duty: a date in the text is its last day whatever day that is. */
  lasting?: boolean;
}

/** Works a due term out, or says what it waits for. */
function worked(term: DueTerm, context: TrackContext, options: WorkOptions): Timing {
  if ('on' in term) {
    if (term.on === null) return { waitsFor: { code: 'open', path: term.path } };
    if (!isLocalDate(term.on)) return { waitsFor: { code: 'not-a-date', text: term.on } };
    return { worked: { anchor: 'date', due: dueOn(term.on, { fixed: options.lasting, purpose: options.purpose }, context.calendar) } };
  }
  if (term.period === null) return openPeriod(term);
  const event = eventOf(term);
  const runs = { direction: 'after' in term ? 'after' : 'before', period: term.period } as const;
  const meaning = meaningOf(event);
  if (meaning.kind !== 'point') return { ...waiting(event), runs };
  const date = dateOf(meaning.point, context);
  if (date === undefined) return { waitsFor: { code: 'anchor', anchor: meaning.point }, runs };
  const timing = fromDate(date, meaning.point, term, context, options);
  return timing.worked && meaning.or !== undefined ? { worked: { ...timing.worked, or: meaning.or } } : timing;
}

/** Counts the period of a due term from a date that is known. */
function fromDate(date: LocalDate, anchor: Anchor, term: DueTerm, context: TrackContext, { purpose }: WorkOptions): Timing {
  if ('on' in term) return worked(term, context, { purpose });
  if (term.period === null) return openPeriod(term);
  const direction = 'after' in term ? 'after' : 'before';
  return { worked: { anchor, due: dueDate({ date }, { direction, period: term.period, ...(purpose && { purpose }) }, context.calendar) } };
}

function openPeriod(term: Exclude<DueTerm, { on: unknown }>): Timing {
  return { waitsFor: { code: 'open', path: term.path ?? '', runs: { direction: 'after' in term ? 'after' : 'before', event: eventOf(term) } } };
}

function eventOf(term: { after: string } | { before: string }): string {
  return 'after' in term ? term.after : term.before;
}

/** True if a trigger is a fixed point of the agreement that lies behind. */
function happened(trigger: string, context: TrackContext): boolean {
  const meaning = meaningOf(trigger);
  const date = meaning.kind === 'point' ? dateOf(meaning.point, context) : undefined;
  return date !== undefined && date <= context.today;
}

function stateOf(one: Omit<Obligation, 'state'>, context: TrackContext): ObligationState {
  const { today, start, end, signedOn } = context;
  if (signedOn === undefined || signedOn > today) return 'draft';
  if (!one.due) {
    const over = one.until ? one.until.worked?.due.date : one.survives ? null : end;
    if (over && over < today) return 'ended';
  }
  if (one.due?.waitsFor || (one.trigger !== undefined && !happened(one.trigger, context))) return 'conditional';
  const last = one.due?.worked?.due.date;
  if (last && last < today) return 'overdue';
  if (last === today) return 'due';
  return start !== undefined && start > today ? 'conditional' : 'in-force';
}

function debtorsOf(term: ObligationTerm, context: TrackContext): { actor: Actor; key: string }[] {
  const { debtor, creditor } = term;
  const party = (id: string) => ({ actor: partyActor(id, context), key: id });
  switch (debtor.kind) {
    case 'each-party':
      return context.parties.map(({ id }) => party(id));
    case 'each-other-party': {
      const owed = creditor.kind === 'parties' ? creditor.ids : [];
      return context.parties.filter(({ id }) => !owed.includes(id)).map(({ id }) => party(id));
    }
    case 'parties':
      return [...new Set(debtor.ids)].map(party);
    case 'described':
      return [{ actor: { described: debtor.text }, key: '~described' }];
    case 'blank':
      return [{ actor: { open: debtor.path }, key: '~open' }];
  }
}

/** Those to whom a debtor owes the act: never itself, so nobody is left where a party would owe itself. */
function creditorsOf(creditor: ActorTerm, debtor: Actor, context: TrackContext): Actor[] {
  const own = 'party' in debtor ? debtor.party : null;
  switch (creditor.kind) {
    case 'each-party':
    case 'each-other-party':
      return context.parties.filter(({ id }) => id !== own).map(({ id }) => partyActor(id, context));
    case 'parties':
      return [...new Set(creditor.ids)].filter((id) => id !== own).map((id) => partyActor(id, context));
    case 'described':
      return [{ described: creditor.text }];
    case 'blank':
      return [{ open: creditor.path }];
  }
}

function partyActor(id: string, context: TrackContext): Actor {
  return { party: id, name: context.parties.find((party) => party.id === id)?.shortName ?? id };
}

function sortKey({ due, until }: Obligation): string {
  const date = due?.worked?.due.date;
  if (date) return `0 ${date}`;
  if (due) return '1';
  return `2 ${until?.worked?.due.date ?? '~'}`;
}
