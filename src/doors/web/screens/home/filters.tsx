import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { queries } from '../../api';
import type { Filter } from './api';
import { kinds, needNames, statusNames } from './words';

/** The filters of the list; what is chosen stands in the address, so that Back undoes it and a link keeps it. */
export function Filters({ filter }: { filter: Filter }): ReactNode {
  const navigate = useNavigate();
  const organisations = useQuery(queries.me).data?.me?.organisations ?? [];
  const set = (name: keyof Filter, value: string, replace = false): void => {
    const { [name]: _before, ...rest } = filter;
    void navigate({ to: '/agreements', search: value === '' ? rest : { ...rest, [name]: value }, replace, resetScroll: false });
  };
  return (
    <form className="filters" aria-label="Narrow the list" onSubmit={(event) => event.preventDefault()}>
      {(organisations.length > 1 || filter.organisation !== undefined) && (
        <Choice name="Organisation" value={filter.organisation} any="Any organisation" options={[...organisations.map((one): [string, string] => [one.id, one.name]), ['none', 'No organisation']]} onChange={(value) => set('organisation', value)} />
      )}
      <Choice name="Kind" value={filter.type} any="Any kind" options={kinds()} onChange={(value) => set('type', value)} />
      <Choice name="Where it stands" value={filter.status} any="Anywhere" options={Object.entries(statusNames)} onChange={(value) => set('status', value)} />
      <Choice name="Needs" value={filter.needs} any="Anything or nothing" options={[['any', 'Something of me'], ...Object.entries(needNames)]} onChange={(value) => set('needs', value)} />
      <PartyField value={filter.party ?? ''} onChange={(value) => set('party', value, true)} />
    </form>
  );
}

function Choice({ name, value, any, options, onChange }: { name: string; value: string | undefined; any: string; options: readonly (readonly [code: string, name: string])[]; onChange: (value: string) => void }): ReactNode {
  // An address may name what is not among the choices; it is shown as it stands.
  const known = value === undefined || options.some(([code]) => code === value);
  return (
    <label className="filter-field">
      <span className="hint">{name}</span>
      <select className="input" value={value ?? ''} onChange={(event) => onChange(event.target.value)}>
        <option value="">{any}</option>
        {options.map(([code, words]) => (
          <option key={code} value={code}>
            {words}
          </option>
        ))}
        {!known && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

/** Part of a party's name; looked for shortly after typing stops. */
function PartyField({ value, onChange }: { value: string; onChange: (value: string) => void }): ReactNode {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    // The address changed by something else than this field.
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    const words = typed.trim();
    if (words === told.current) return;
    const timer = setTimeout(() => {
      told.current = words;
      tell.current(words);
    }, 350);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <label className="filter-field">
      <span className="hint">Party</span>
      <input type="search" className="input" placeholder="Part of its name" maxLength={200} autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
    </label>
  );
}
