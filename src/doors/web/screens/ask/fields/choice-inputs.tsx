import type { ReactNode } from 'react';
import { itemsAt, itemTitle, valueAt } from '#agreement/facts/read';
import type { FactRow } from '#agreement/facts/table';
import { lawName } from '#agreement/words/en';
import { isPlace, placeName } from '#agreement/words/places';
import { ComboBox, type Choice } from '../../../components/combo-box';
import { Initials } from '../../../components/party';
import { FieldFrame, told } from './frame';
import { useForm, useTyped } from './form';
import type { InputProps } from './plain-inputs';

const collator = new Intl.Collator('en');
const byName = (a: Choice, b: Choice): number => collator.compare(a.name, b.name);

let places: Choice[] | undefined;
/** All countries, and the parts of them that have a law or holidays of their own. */
export function placeChoices(): Choice[] {
  places ??= [...regionCodes(), ...partCodes].filter(isPlace).map((id) => ({ id, name: placeName(id).replace(/^the /, '') })).sort(byName);
  return places;
}

function regionCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters.flatMap((first) => letters.map((second) => first + second));
}

const partCodes = (
  'GB-ENG GB-EAW GB-WLS GB-SCT GB-NIR DE-BW DE-BY DE-BE DE-BB DE-HB DE-HH DE-HE DE-MV DE-NI DE-NW DE-RP DE-SL DE-SN DE-ST DE-SH DE-TH CA-AB CA-BC CA-MB CA-NB CA-NL CA-NS CA-ON CA-PE CA-QC CA-SK ' +
  'CH-ZH CH-GE CH-BE CH-BS CH-VD CH-ZG US-AL US-AK US-AZ US-AR US-CA US-CO US-CT US-DE US-DC US-FL US-GA US-HI US-ID US-IL US-IN US-IA US-KS US-KY US-LA US-ME US-MD US-MA US-MI US-MN US-MS US-MO US-MT ' +
  'US-NE US-NV US-NH US-NJ US-NM US-NY US-NC US-ND US-OH US-OK US-OR US-PA US-RI US-SC US-SD US-TN US-TX US-UT US-VT US-VA US-WA US-WV US-WI US-WY'
).split(' ');

let laws: Choice[] | undefined;
function lawChoices(options: Readonly<Record<string, string>>): Choice[] {
  laws ??= placeChoices().filter(({ id }) => !['GB', 'US', 'GB-ENG', 'GB-WLS'].includes(id) && (id.length === 2 || /^(GB|US)-/.test(id))).map(({ id }) => ({ id: id.toLowerCase(), name: lawName(id.toLowerCase()).replace(/^the law of (the )?(State of )?/, '') })).sort(byName);
  const first = Object.entries(options).map(([id, name]) => ({ id, name }));
  return [...first, ...laws.filter(({ id }) => options[id] === undefined)];
}

const languageNames = new Intl.DisplayNames('en', { type: 'language' });
const languageCodes = 'ar bg ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id is it ja ko lt lv mk ms mt nb nl nn pl pt ro ru sk sl sq sr sv th tr uk ur vi zh'.split(' ');
const languages: Choice[] = languageCodes.map((id) => ({ id, name: languageNames.of(id) ?? id })).sort(byName);

let zones: Choice[] | undefined;
function zoneChoices(): Choice[] {
  zones ??= ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/'))].map((id) => ({ id, name: id.replaceAll('_', ' ') }));
  return zones;
}

/** What can be chosen for a format of many values. */
export function choicesFor(format: string, options: Readonly<Record<string, string>> = {}): Choice[] {
  if (format === 'place') return placeChoices();
  if (format === 'law') return lawChoices(options);
  if (format === 'zone') return zoneChoices();
  return languages;
}

const kinds: Readonly<Record<string, string>> = { place: 'a place', law: 'a law', zone: 'a time zone', language: 'a language' };

function unknownWords(words: string, format = 'place'): string {
  return `“${words}” is not ${kinds[format] ?? 'a name'} that we know. Choose one from the list.`;
}

/** One of many: a place, a law, a time zone, a language; typing searches. */
export function SearchInput({ path, node, label, hideLabel = false }: InputProps): ReactNode {
  const form = useForm();
  const value = valueAt(form.answers, path);
  const choices = choicesFor(node.row.format ?? 'place', node.row.options);
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel} several>
      {(parts) => (
          <ComboBox id={parts.id} label={label} choices={choices} chosen={typeof value === 'string' ? value : undefined} readOnly={form.readOnly} told={told(parts)} onChoose={(id) => void form.set(path, id)} onRefused={(words) => form.refuse(path, words === undefined ? undefined : unknownWords(words, node.row.format))} />
      )}
    </FieldFrame>
  );
}

/** Several of many: places or languages, each with a way to take it out. */
export function SearchSeveral({ path, node, label, hideLabel = false }: InputProps): ReactNode {
  const form = useForm();
  const value = valueAt(form.answers, path);
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const choices = choicesFor(node.row.of ?? 'place');
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel} several>
      {(parts) => (
        <span className="flex flex-col gap-2">
          {chosen.length > 0 && (
            <ul className="flex flex-wrap gap-2">
              {chosen.map((id) => {
                const name = choices.find((choice) => choice.id === id)?.name ?? id;
                return (
                  <li key={id}>
                    <button type="button" className="button small" aria-label={`Remove ${name}`} disabled={form.readOnly} onClick={() => void form.set(path, chosen.length === 1 ? undefined : chosen.filter((one) => one !== id))}>
                      {name} <span aria-hidden="true">×</span>
                    </button>
                  </li>
                );
              })}
            </ul>
          )}
          <ComboBox key={chosen.join()} id={parts.id} label={`${label}: add`} choices={choices.filter((choice) => !chosen.includes(choice.id))} chosen={undefined} readOnly={form.readOnly} told={told(parts)} onChoose={(id) => id !== undefined && void form.set(path, [...chosen, id])} onRefused={(words) => form.refuse(path, words === undefined ? undefined : unknownWords(words, node.row.of))} />
        </span>
      )}
    </FieldFrame>
  );
}

/** One of a closed list: as buttons where they are few and the question is about it, else as a list to open. */
export function LabelInput({ path, node, label, hideLabel = false, asOptions = false }: InputProps & { asOptions?: boolean }): ReactNode {
  const form = useForm();
  const value = valueAt(form.answers, path);
  const options = Object.entries(node.row.options ?? {});
  const chosen = typeof value === 'boolean' || typeof value === 'string' ? String(value) : '';
  const choose = (key: string): void => void form.set(path, key === '' ? undefined : typeof node.row.example === 'boolean' ? key === 'true' : key);
  if (options.length <= 2 || (asOptions && options.length <= 8)) {
    return (
      <FieldFrame path={path} label={label} hideLabel={hideLabel} several>
        {(parts) => (
          <span className={`options ${options.length <= 2 && options.every(([, name]) => name.length < 16) ? 'inline-options' : ''}`}>
            {options.map(([key, name], index) => (
              <label key={key} className="option">
                <input id={index === 0 ? parts.id : undefined} type="radio" name={parts.id} value={key} checked={chosen === key} disabled={form.readOnly} onChange={() => choose(key)} onClick={() => chosen === key && !asOptions && choose('')} />
                <b>{name}</b>
              </label>
            ))}
          </span>
        )}
      </FieldFrame>
    );
  }
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel}>
      {(parts) => (
        <select id={parts.id} className="input" value={chosen} disabled={form.readOnly} onChange={(event) => choose(event.target.value)} {...told(parts)}>
          <option value="">Not chosen yet</option>
          {options.map(([key, name]) => (
            <option key={key} value={key}>
              {name.charAt(0).toUpperCase() + name.slice(1)}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

/** The things of another list that an answer can name. */
function useReferred(list: string): (Choice & { badge?: ReactNode })[] {
  const { answers, parties } = useForm();
  if (list === 'parties') return parties.map((party) => ({ id: party.id, name: party.name, badge: <Initials party={party} beside /> }));
  return (itemsAt(answers, list) ?? []).map((item) => ({ id: item.id, name: itemTitle(item) ?? item.id }));
}

/** Several of a closed list, or of the things of another list. */
export function CheckSeveral({ path, node, label, hideLabel = false }: InputProps): ReactNode {
  const form = useForm();
  const own = /^parties\.([^.]+)\./.exec(path)?.[1];
  // What a party says of the others is not said of itself.
  const referred = useReferred(node.row.refers ?? '').filter((choice) => node.row.refers !== 'parties' || choice.id !== own);
  const choices: (Choice & { badge?: ReactNode })[] = node.row.options === undefined ? referred : Object.entries(node.row.options).map(([id, name]) => ({ id, name }));
  const value = valueAt(form.answers, path);
  const chosen = Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
  const single = node.row.format === 'party';
  const none = Array.isArray(value) && value.length === 0;
  const toggle = (id: string): void => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : choices.map((choice) => choice.id).filter((one) => one === id || chosen.includes(one));
    void form.set(path, next.length === 0 ? undefined : single && next.length === 1 ? next[0] : next);
  };
  if (choices.length === 0) return <EmptyReference label={label} />;
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel} several>
      {(parts) => (
        <span className="options inline-options">
          {choices.map((choice, index) => (
            <label key={choice.id} className="option">
              <input id={index === 0 ? parts.id : undefined} type="checkbox" checked={chosen.includes(choice.id)} disabled={form.readOnly} onChange={() => toggle(choice.id)} />
              <b className="inline-flex items-center gap-2">
                {choice.badge}
                {choice.name}
              </b>
            </label>
          ))}
          {mayBeNone(node.row) && (
            <label className="option none-option">
              <input type="checkbox" checked={none} disabled={form.readOnly} onChange={() => void form.set(path, none ? undefined : [])} />
              <b>None of these</b>
            </label>
          )}
        </span>
      )}
    </FieldFrame>
  );
}

/** Whether "none" is an answer: where parties are named, and where the question itself offers it. */
function mayBeNone({ format, refers, how }: FactRow): boolean {
  return format === 'list-and' && (refers === 'parties' || how?.includes('choose none') === true);
}

function EmptyReference({ label }: { label: string }): ReactNode {
  return (
    <p className="text-small quiet">
      <span className="label inline-block">{label}</span>: nothing to choose from yet.
    </p>
  );
}

/** One party, or one thing of another list. */
export function ReferenceInput({ path, node, label, hideLabel = false }: InputProps): ReactNode {
  const form = useForm();
  const choices = useReferred(node.row.refers ?? 'parties');
  const value = valueAt(form.answers, path);
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel}>
      {(parts) => (
        <select id={parts.id} className="input" value={typeof value === 'string' ? value : ''} disabled={form.readOnly} onChange={(event) => void form.set(path, event.target.value === '' ? undefined : event.target.value)} {...told(parts)}>
          <option value="">{choices.length === 0 ? 'Nothing to choose from yet' : 'Not chosen yet'}</option>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}

interface TypedActor {
  who: string;
  text: string;
  party: string;
}

const toTypedActor = (value: unknown): TypedActor => {
  if (typeof value === 'string') return { who: `party ${value}`, text: '', party: '' };
  const { body, role, other, party } = (value ?? {}) as { body?: string; role?: string; other?: string; party?: string };
  if (body !== undefined) return { who: `body ${body}`, text: '', party: '' };
  if (role !== undefined) return { who: 'role', text: role, party: party ?? '' };
  return other === undefined ? { who: '', text: '', party: '' } : { who: 'other', text: other, party: '' };
};

const toActor = ({ who, text, party }: TypedActor): unknown => {
  if (who.startsWith('party ')) return who.slice(6);
  if (who.startsWith('body ')) return { body: who.slice(5) };
  if (who === '' || text.trim() === '') return undefined;
  return who === 'role' ? { role: text, ...(party !== '' && { party }) } : { other: text };
};

/** The inputs of one actor: a party, a joint body, a role or somebody outside. */
function ActorParts({ id, label, typed, type }: { id: string; label: string; typed: TypedActor; type: (typed: TypedActor) => void }): ReactNode {
  const { parties, answers, readOnly } = useForm();
  const bodies = itemsAt(answers, 'gov.bodies') ?? [];
  return (
    <span className="flex flex-wrap gap-2 grow">
      <select id={id} className="input actor-input" aria-label={label} value={typed.who} disabled={readOnly} onChange={(event) => type({ ...typed, who: event.target.value })}>
        <option value="">Not chosen yet</option>
        {parties.map((party) => (
          <option key={party.id} value={`party ${party.id}`}>
            {party.name}
          </option>
        ))}
        {bodies.map((body) => (
          <option key={body.id} value={`body ${body.id}`}>
            {itemTitle(body) ?? body.id}
          </option>
        ))}
        <option value="role">Someone in a role …</option>
        <option value="other">Someone else …</option>
      </select>
      {(typed.who === 'role' || typed.who === 'other') && <input className="input" aria-label={`${label}: ${typed.who === 'role' ? 'role' : 'who'}`} placeholder={typed.who === 'role' ? 'for example: managing director' : 'who'} value={typed.text} readOnly={readOnly} onChange={(event) => type({ ...typed, text: event.target.value })} />}
      {typed.who === 'role' && (
        <select className="input actor-input" aria-label={`${label}: of which party`} value={typed.party} disabled={readOnly} onChange={(event) => type({ ...typed, party: event.target.value })}>
          <option value="">of each party</option>
          {parties.map((party) => (
            <option key={party.id} value={party.id}>
              of {party.name}
            </option>
          ))}
        </select>
      )}
    </span>
  );
}

/** Who acts. */
export function ActorInput({ path, label, hideLabel = false }: InputProps): ReactNode {
  const { typed, type } = useTyped(path, toTypedActor, toActor);
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel} several>
      {(parts) => <ActorParts id={parts.id} label={label} typed={typed} type={type} />}
    </FieldFrame>
  );
}

/** Several who act. */
export function ActorsInput({ path, label, hideLabel = false }: InputProps): ReactNode {
  const { typed, type } = useTyped<TypedActor[]>(path, (value) => (Array.isArray(value) ? value.map(toTypedActor) : []), (list) => {
    const actors = list.map(toActor).filter((actor) => actor !== undefined);
    return actors.length === 0 ? undefined : actors;
  });
  const list = typed.length === 0 ? [toTypedActor(undefined)] : typed;
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel} several>
      {(parts) => (
        <span className="flex flex-col gap-2">
          {list.map((actor, index) => (
            <span key={index} className="flex gap-2 items-start">
              <ActorParts id={index === 0 ? parts.id : `${parts.id}-${index}`} label={`${label}, ${index + 1} of ${list.length}`} typed={actor} type={(next) => type(list.map((one, at) => (at === index ? next : one)))} />
              {list.length > 1 && (
                <button type="button" className="button bare" aria-label={`Remove ${index + 1} of ${list.length}`} onClick={() => type(list.filter((_, at) => at !== index))}>
                  Remove
                </button>
              )}
            </span>
          ))}
          <span>
            <button type="button" className="button small" onClick={() => type([...list, toTypedActor(undefined)])}>
              Add another
            </button>
          </span>
        </span>
      )}
    </FieldFrame>
  );
}

const addressLines = { street: 'street and number', line2: 'second line', postcode: 'postcode', city: 'city', region: 'region', country: 'country' } as const;

/** A postal address, line by line. */
export function AddressInput({ path, label, hideLabel = false }: InputProps): ReactNode {
  const { readOnly } = useForm();
  const { typed, type } = useTyped<Record<string, string>>(path, (value) => ({ ...(value as Record<string, string> | undefined) }), (address) => {
    const kept = Object.fromEntries(Object.entries(address).filter(([, line]) => line.trim() !== ''));
    return Object.keys(kept).length === 0 ? undefined : kept;
  });
  return (
    <FieldFrame path={path} label={label} hideLabel={hideLabel} several>
      {(parts) => (
        <span className="address-grid">
          {Object.entries(addressLines).map(([key, name], index) => (
            <span key={key} className={`field address-${key}`}>
              <label className="hint label" htmlFor={index === 0 ? parts.id : `${parts.id}-${key}`}>
                {name}
              </label>
              {key === 'country' ? (
                <select id={`${parts.id}-${key}`} className="input" value={typed[key] ?? ''} disabled={readOnly} onChange={(event) => type({ ...typed, country: event.target.value })}>
                  <option value="">Not chosen yet</option>
                  {placeChoices().filter((place) => place.id.length === 2).map((place) => (
                    <option key={place.id} value={place.id}>
                      {place.name}
                    </option>
                  ))}
                </select>
              ) : (
                <input id={index === 0 ? parts.id : `${parts.id}-${key}`} className="input" autoComplete="off" value={typed[key] ?? ''} readOnly={readOnly} onChange={(event) => type({ ...typed, [key]: event.target.value })} />
              )}
            </span>
          ))}
        </span>
      )}
    </FieldFrame>
  );
}
