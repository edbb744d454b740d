import { useEffect, useId, useRef, useState, type HTMLInputTypeAttribute, type ReactNode } from 'react';
import type { Entries } from './entries';
import { Icon } from './icons';
import { SignInAgain } from './state';
import './fields.css';

/** What every field of a form is told. */
interface FieldProps<F extends string> {
  entries: Entries<F>;
  name: F;
  label: string;
  hint?: ReactNode;
  autoComplete?: string;
  autoFocus?: boolean;
}

/** One line of text: a name, a mailbox, a code. */
export function TextField<F extends string>({ entries, name, label, hint, autoComplete = 'off', autoFocus = false, type = 'text', inputMode, optional = false }: FieldProps<F> & { type?: HTMLInputTypeAttribute; inputMode?: 'text' | 'numeric' | 'email'; optional?: boolean }): ReactNode {
  const own = useParts(entries, name, hint);
  return (
    <div className={own.fault === undefined ? 'field' : 'field invalid'}>
      <label className="label" htmlFor={own.id}>
        {label} {optional && <span className="quiet font-normal">(optional)</span>}
      </label>
      {hint !== undefined && (
        <span className="hint" id={own.hintId}>
          {hint}
        </span>
      )}
      <input id={own.id} className="input" type={type} inputMode={inputMode} autoComplete={autoComplete} autoFocus={autoFocus} autoCapitalize={type === 'email' ? 'none' : undefined} spellCheck={false} value={entries.values[name]} onChange={(event) => entries.set(name, event.target.value)} {...own.told} />
      <Fault id={own.faultId} words={own.fault} />
    </div>
  );
}

/** A password, hidden until the reader wants to see it. `choosing` counts its characters beside the advice. */
export function PasswordField<F extends string>({ entries, name, label, hint, autoComplete = 'current-password', autoFocus = false, choosing = false }: FieldProps<F> & { choosing?: boolean }): ReactNode {
  const [shown, setShown] = useState(false);
  const typed = entries.values[name];
  const length = [...typed].length;
  const advice = '15 characters or more are recommended, 8 are needed. Three or four words that have nothing to do with each other are easy to remember.';
  const own = useParts(entries, name, choosing ? advice : hint);
  return (
    <div className={own.fault === undefined ? 'field' : 'field invalid'}>
      <label className="label" htmlFor={own.id}>
        {label}
      </label>
      {(choosing || hint !== undefined) && (
        <span className="hint" id={own.hintId}>
          {choosing ? advice : hint}
        </span>
      )}
      <span className="password-row">
        <input id={own.id} className="input" type={shown ? 'text' : 'password'} autoComplete={choosing ? 'new-password' : autoComplete} autoFocus={autoFocus} autoCapitalize="none" spellCheck={false} value={typed} onChange={(event) => entries.set(name, event.target.value)} {...own.told} />
        <button type="button" className="button" aria-label={shown ? 'Hide what is typed' : 'Show what is typed'} aria-controls={own.id} onClick={() => setShown(!shown)}>
          {shown ? 'Hide' : 'Show'}
        </button>
      </span>
      {choosing && length > 0 && <span className="hint">{length === 1 ? '1 character' : `${length} characters`}{length < 8 ? ', too short yet' : length < 15 ? ', enough; longer is safer' : ''}</span>}
      <Fault id={own.faultId} words={own.fault} />
    </div>
  );
}

/** A choice among few, each with what it means. */
export function ChoiceField<F extends string>({ entries, name, label, options }: { entries: Entries<F>; name: F; label: string; options: readonly { value: string; name: string; means?: string }[] }): ReactNode {
  const own = useParts(entries, name, undefined);
  return (
    <fieldset className={own.fault === undefined ? 'field' : 'field invalid'} aria-describedby={own.told['aria-describedby']}>
      <legend className="label mb-1">{label}</legend>
      <div className="options">
        {options.map((option, index) => (
          <label key={option.value} className="option">
            <input id={index === 0 ? own.id : undefined} type="radio" name={own.id} value={option.value} checked={entries.values[name] === option.value} onChange={() => entries.set(name, option.value)} />
            <b>{option.name}</b>
            {option.means !== undefined && <small>{option.means}</small>}
          </label>
        ))}
      </div>
      <Fault id={own.faultId} words={own.fault} />
    </fieldset>
  );
}

/** What stands in the way, above the fields: takes the focus and leads to each field. */
export function Obstacles<F extends string>({ entries, title }: { entries: Entries<F>; title: string }): ReactNode {
  const summary = useRef<HTMLDivElement>(null);
  const { obstacles, idOf, error } = entries;
  useEffect(() => {
    if (obstacles.length > 0) summary.current?.focus();
  }, [obstacles]);
  if (obstacles.length === 0) return null;
  return (
    <div className="trouble" role="alert" tabIndex={-1} ref={summary}>
      <h2 className="text-name">
        <Icon name="error" /> {title}
      </h2>
      <ul className="mt-1 obstacles">
        {obstacles.map(({ field, what, next }) => (
          <li key={`${field} ${what}`}>
            {field === null ? (
              what
            ) : (
              <a
                className="link"
                href={`#${idOf(field)}`}
                onClick={(event) => {
                  // The address stays as it is: tokens of links stand behind its "#".
                  event.preventDefault();
                  document.getElementById(idOf(field))?.focus();
                }}
              >
                {what}
              </a>
            )}
            {next !== '' && <span className="block quiet">{next}</span>}
          </li>
        ))}
      </ul>
      <SignInAgain error={error} />
    </div>
  );
}

/** The button that sends a form; it keeps its place and width while that lasts. */
export function Send({ busy, children }: { busy: boolean; children: ReactNode }): ReactNode {
  return (
    <button type="submit" className="button primary" aria-disabled={busy}>
      {children}
    </button>
  );
}

function useParts<F extends string>(entries: Entries<F>, name: F, hint: ReactNode): { id: string; hintId: string; faultId: string; fault: string | undefined; told: { 'aria-invalid': true | undefined; 'aria-describedby': string | undefined } } {
  const own = useId();
  const found = entries.obstacles.find((one) => one.field === name);
  const fault = found?.what;
  const [hintId, faultId] = [`${own}hint`, `${own}fault`];
  const described = [...(hint === undefined ? [] : [hintId]), ...(fault === undefined ? [] : [faultId])].join(' ');
  return { id: entries.idOf(name), hintId, faultId, fault, told: { 'aria-invalid': fault === undefined ? undefined : true, 'aria-describedby': described === '' ? undefined : described } };
}

function Fault({ id, words }: { id: string; words: string | undefined }): ReactNode {
  return words === undefined ? null : (
    <span className="fault" id={id}>
      <Icon name="error" />
      <span>{words}</span>
    </span>
  );
}
