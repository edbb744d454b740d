import { useRef, type ReactNode } from 'react';
import { z } from 'zod';
import type { FactNode } from '#agreement/facts/table';
import { isCurrency, type Money } from '#agreement/facts/values';
import { periodUnits, type Period, type PeriodUnit } from '#agreement/time/period';
import type { Answers } from '#agreement/facts/schema/answers-file';
import { FieldFrame, told } from './frame';
import { useForm, useTyped } from './form';

/** What every input is told. */
export interface InputProps {
  path: string;
  node: FactNode;
  label: string;
  hideLabel?: boolean;
}

const asText = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const textOrNothing = (typed: string): string | undefined => (typed.trim() === '' ? undefined : typed);

/** An example in the words of an input's hint. */
export function exampleHint(node: FactNode): string | undefined {
  const { example, format, options } = node.row;
  return typeof example === 'string' && format === 'text' && options === undefined && example !== '' ? `For example: ${example}` : undefined;
}

/** A text on one or several lines, by the length that its fact allows. */
export function TextInput({ path, node, label, hideLabel = false }: InputProps): ReactNode {
  const { readOnly } = useForm();
  const { typed, type } = useTyped(path, asText, textOrNothing);
  const long = node.schema instanceof z.ZodString && (node.schema.maxLength ?? 0) > 200;
  const email = node.row.expected === 'an email address';
  return (
    <FieldFrame path={path} label={label} hint={exampleHint(node)} hideLabel={hideLabel}>
      {(parts) =>
        long ? (
          <textarea id={parts.id} className="input" rows={2} value={typed} readOnly={readOnly} onChange={(event) => type(event.target.value)} {...told(parts)} />
        ) : (
          <input id={parts.id} className="input" type={email ? 'email' : 'text'} autoComplete="off" value={typed} readOnly={readOnly} onChange={(event) => type(event.target.value)} {...told(parts)} />
        )
      }
    </FieldFrame>
  );
}

const numberOrTyped = (typed: string): unknown => (typed.trim() === '' ? undefined : /^\d+(\.\d+)?$/.test(typed.trim()) ? Number(typed) : typed);

/** A number; what is no number stays in the field and is pointed out. */
export function NumberInput({ path, label, hideLabel = false }: InputProps): ReactNode {
  const { readOnly } = useForm();
  const { typed, type } = useTyped(path, asText, numberOrTyped);
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel}>
      {(parts) => <input id={parts.id} className="input short" inputMode="decimal" autoComplete="off" value={typed} readOnly={readOnly} onChange={(event) => type(event.target.value)} {...told(parts)} />}
    </FieldFrame>
  );
}

/** A percentage as an exact decimal. */
export function PercentInput({ path, label, hideLabel = false }: InputProps): ReactNode {
  const { readOnly } = useForm();
  const { typed, type } = useTyped(path, asText, (text: string) => textOrNothing(text.replace(/\s*%\s*$/, '')));
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel}>
      {(parts) => (
        <span className="flex items-center gap-2">
          <input id={parts.id} className="input short" inputMode="decimal" autoComplete="off" value={typed} readOnly={readOnly} onChange={(event) => type(event.target.value)} {...told(parts)} />
          <span aria-hidden="true">%</span>
        </span>
      )}
    </FieldFrame>
  );
}

/** A date, or a time of day. */
export function DateInput({ path, node, label, hideLabel = false }: InputProps): ReactNode {
  const { readOnly } = useForm();
  const { typed, type } = useTyped(path, asText, textOrNothing);
  const time = node.row.format === 'time';
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel}>
      {(parts) => <input id={parts.id} className="input date-input" type={time ? 'time' : 'date'} min={time ? undefined : '1900-01-01'} max={time ? undefined : '2200-12-31'} value={typed} readOnly={readOnly} onChange={(event) => type(event.target.value)} {...told(parts)} />}
    </FieldFrame>
  );
}

/** Currencies of the world, those of the answers first. */
function currenciesFor(answers: Answers): { used: string[]; all: string[] } {
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { currency } = value as Partial<Money>;
    if (typeof currency === 'string' && isCurrency(currency)) used.add(currency);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(answers.facts);
  return { used: [...used], all: Intl.supportedValuesOf('currency').filter(isCurrency) };
}

/** An amount and its currency; a currency named before is offered, none is assumed. */
export function MoneyInput({ path, label, hideLabel = false }: InputProps): ReactNode {
  const { answers, readOnly } = useForm();
  const { used, all } = currenciesFor(answers);
  const { typed, type } = useTyped(
    path,
    (value) => ({ amount: asText((value as Partial<Money> | undefined)?.amount), currency: asText((value as Partial<Money> | undefined)?.currency) || (used.length === 1 ? (used[0] as string) : '') }),
    ({ amount, currency }) => (amount.trim() === '' ? undefined : { amount: amount.trim(), ...(currency !== '' && { currency }) }),
  );
  return (
    <FieldFrame path={path} label={label} several hideLabel={hideLabel}>
      {(parts) => (
        <span className="flex flex-wrap gap-2">
          <input id={parts.id} className="input amount-input" aria-label={`${label}: amount`} inputMode="decimal" autoComplete="off" placeholder="0.00" value={typed.amount} readOnly={readOnly} onChange={(event) => type({ ...typed, amount: event.target.value })} {...told(parts)} />
          <select className="input currency-input" aria-label={`${label}: currency`} value={typed.currency} disabled={readOnly} onChange={(event) => type({ ...typed, currency: event.target.value })}>
            <option value="">Currency</option>
            {used.map((code) => (
              <option key={code}>{code}</option>
            ))}
            {all.filter((code) => !used.includes(code)).map((code) => (
              <option key={code}>{code}</option>
            ))}
          </select>
        </span>
      )}
    </FieldFrame>
  );
}

const unitWords: Readonly<Record<PeriodUnit, string>> = { hour: 'hours', day: 'days', 'business-day': 'business days', week: 'weeks', month: 'months', year: 'years' };

interface TypedPeriod {
  n: string;
  unit: string;
}

/** A typed period as a value: whole if it can be, else as it stands so that the trouble can be told. */
export function periodValue({ n, unit }: TypedPeriod): unknown {
  return n.trim() === '' ? undefined : { n: /^\d+$/.test(n.trim()) ? Number(n) : n, unit };
}

/** A period as two inputs. */
export function typedPeriod(value: unknown): TypedPeriod {
  const period = value as Partial<Period> | undefined;
  return { n: asText(period?.n), unit: period?.unit ?? 'day' };
}

/** The two inputs of a period: a number and a unit. */
export function PeriodParts({ id, label, typed, type, readOnly, invalid }: { id?: string; label: string; typed: TypedPeriod; type: (typed: TypedPeriod) => void; readOnly: boolean; invalid?: ReturnType<typeof told> }): ReactNode {
  return (
    <span className="flex flex-wrap gap-2">
      <input id={id} className="input number-input" aria-label={`${label}: number`} inputMode="numeric" autoComplete="off" value={typed.n} readOnly={readOnly} onChange={(event) => type({ ...typed, n: event.target.value })} {...invalid} />
      <select className="input unit-input" aria-label={`${label}: unit`} value={typed.unit} disabled={readOnly} onChange={(event) => type({ ...typed, unit: event.target.value })}>
        {periodUnits.map((unit) => (
          <option key={unit} value={unit}>
            {unitWords[unit]}
          </option>
        ))}
      </select>
    </span>
  );
}

/** A length of time. */
export function PeriodInput({ path, label, hideLabel = false }: InputProps): ReactNode {
  const { readOnly } = useForm();
  const { typed, type } = useTyped(path, typedPeriod, periodValue);
  return (
    <FieldFrame path={path} label={label} several hideLabel={hideLabel}>
      {(parts) => <PeriodParts id={parts.id} label={label} typed={typed} type={type} readOnly={readOnly} invalid={told(parts)} />}
    </FieldFrame>
  );
}

interface TypedDeadline {
  how: 'on' | 'after' | 'before';
  date: string;
  event: string;
  period: TypedPeriod;
}

/** A date, or a period counted from an event in words; each half is kept while the other is chosen. */
export function DeadlineInput({ path, label, hideLabel = false }: InputProps): ReactNode {
  const { readOnly } = useForm();
  const { typed, type } = useTyped<TypedDeadline>(
    path,
    (value) => {
      if (typeof value === 'string' || value === undefined) return { how: 'on', date: asText(value), event: '', period: typedPeriod(undefined) };
      const { after, before, period } = value as { after?: string; before?: string; period?: unknown };
      return { how: after === undefined ? 'before' : 'after', date: '', event: after ?? before ?? '', period: typedPeriod(period) };
    },
    ({ how, date, event, period }) => {
      if (how === 'on') return textOrNothing(date);
      const length = periodValue(period);
      return event.trim() === '' && length === undefined ? undefined : { [how]: event, ...(length !== undefined && { period: length }) };
    },
  );
  return (
    <FieldFrame path={path} label={label} several hideLabel={hideLabel}>
      {(parts) => (
        <span className="flex flex-wrap gap-2">
          <select className="input how-input" aria-label={`${label}: how it is fixed`} value={typed.how} disabled={readOnly} onChange={(event) => type({ ...typed, how: event.target.value as TypedDeadline['how'] })}>
            <option value="on">on a date</option>
            <option value="after">after an event</option>
            <option value="before">before an event</option>
          </select>
          {typed.how === 'on' ? (
            <input id={parts.id} className="input date-input" type="date" aria-label={`${label}: date`} value={typed.date} readOnly={readOnly} onChange={(event) => type({ ...typed, date: event.target.value })} {...told(parts)} />
          ) : (
            <>
              <PeriodParts id={parts.id} label={label} typed={typed.period} type={(period) => type({ ...typed, period })} readOnly={readOnly} invalid={told(parts)} />
              <input className="input" aria-label={`${label}: event`} placeholder={typed.how === 'after' ? 'after what, for example: receipt of the notice' : 'before what'} value={typed.event} readOnly={readOnly} onChange={(event) => type({ ...typed, event: event.target.value })} />
            </>
          )}
        </span>
      )}
    </FieldFrame>
  );
}

/** A list of short texts, one to a line. */
export function TextsInput({ path, node, label, hideLabel = false }: InputProps): ReactNode {
  const { readOnly } = useForm();
  const adding = useRef(false);
  const { typed, type } = useTyped<string[]>(path, (value) => (Array.isArray(value) ? (value as string[]) : ['']), (lines) => {
    const kept = lines.filter((line) => line.trim() !== '');
    return kept.length === 0 ? undefined : kept;
  });
  const lines = typed.length === 0 ? [''] : typed;
  const example = Array.isArray(node.row.example) ? (node.row.example as string[]).join('; ') : undefined;
  return (
    <FieldFrame path={path} label={label} several hint={example === undefined ? undefined : `For example: ${example}`} hideLabel={hideLabel}>
      {(parts) => (
        <span className="flex flex-col gap-2">
          {lines.map((line, index) => (
            <span key={index} className="flex gap-2">
              <input
                id={index === 0 ? parts.id : undefined}
                className="input"
                aria-label={`${label}, ${index + 1} of ${lines.length}`}
                value={line}
                readOnly={readOnly}
                ref={(element) => {
                  if (adding.current && index === lines.length - 1) {
                    adding.current = false;
                    element?.focus();
                  }
                }}
                onChange={(event) => type(lines.map((one, at) => (at === index ? event.target.value : one)))}
              />
              {lines.length > 1 && (
                <button type="button" className="button bare" aria-label={`Remove ${line === '' ? `line ${index + 1}` : line}`} onClick={() => type(lines.filter((_, at) => at !== index))}>
                  Remove
                </button>
              )}
            </span>
          ))}
          <span>
            <button
              type="button"
              className="button small"
              onClick={() => {
                adding.current = true;
                type([...lines, '']);
              }}
            >
              Add another
            </button>
          </span>
        </span>
      )}
    </FieldFrame>
  );
}
