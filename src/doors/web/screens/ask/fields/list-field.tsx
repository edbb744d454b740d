import { useEffect, useMemo, useRef, useState, type FocusEvent, type ReactNode, type SyntheticEvent } from 'react';
import { blanksOf } from '#agreement/document/blanks';
import { itemsAt, itemTitle, type Item } from '#agreement/facts/read';
import type { FactNode } from '#agreement/facts/table';
import { factInWords } from '#agreement/words/en';
import { idFrom } from '#stages/ask/id-from';
import { Icon } from '../../../components/icons';
import { Initials } from '../../../components/party';
import { useSettle } from '../../../components/settle';
import { usePreviewHere } from '../preview-draft';
import { Fields } from './fact-field';
import { fieldId, problemInWords, useForm } from './form';

/** A list of items: each opens to its fields, one is added by its name or by its party, and "none" is an answer too. */
export function ListField({ path, node, label, hideLabel = false }: { path: string; node: FactNode; label: string; hideLabel?: boolean }): ReactNode {
  const form = useForm();
  const entry = node.children.get('*');
  const items = itemsAt(form.answers, path);
  const [opened, setOpened] = useState<string>();
  const [said, setSaid] = useState('');
  if (entry === undefined) return null;
  const none = items !== undefined && items.length === 0;
  return (
    <fieldset className="field">
      <legend className={hideLabel ? 'visually-hidden' : 'label text-name mb-2'}>{label}</legend>
      <span role="status" className="visually-hidden">
        {said}
      </span>
      {items !== undefined && items.length > 0 && (
        <ol className="items">
          {items.map((item) => (
            <ItemCard
              key={item.id}
              item={item}
              path={`${path}.${item.id}`}
              entry={entry}
              open={opened === item.id}
              onToggle={(open) => setOpened(open ? item.id : undefined)}
              onRemove={() => {
                form.set(`${path}.${item.id}`, undefined);
                setSaid(`${itemTitle(item) ?? 'The entry'} was removed.`);
              }}
            />
          ))}
        </ol>
      )}
      {!form.readOnly && !none && (
        <AddItem
          path={path}
          entry={entry}
          label={entry.row.label}
          taken={(items ?? []).map((item) => item.id)}
          onAdded={(id, name, open) => {
            if (open) setOpened(id);
            setSaid(`${name} was added.`);
          }}
        />
      )}
      {(items === undefined || none) && (
        <label className="option none-option">
          <input type="checkbox" checked={none} disabled={form.readOnly} onChange={() => void form.set(path, none ? undefined : [])} />
          <b>There are none</b>
        </label>
      )}
    </fieldset>
  );
}

function ItemCard({ item, path, entry, open, onToggle, onRemove }: { item: Item; path: string; entry: FactNode; open: boolean; onToggle: (open: boolean) => void; onRemove: () => void }): ReactNode {
  const form = useForm();
  const party = form.parties.find((one) => one.id === (item.value['party'] ?? item.value['owner'] ?? item.value['lead'] ?? item.value['payer'] ?? item.value['licensor'] ?? item.value['author']));
  // Once opened it stays drawn, so that what is typed in it outlasts closing it.
  const [drawn, setDrawn] = useState(open);
  if (open && !drawn) setDrawn(true);
  const { printed } = usePreviewHere();
  const blanks = useMemo(() => blanksOf(printed).filter((blank) => blank.startsWith(`${path}.`)).length, [printed, path]);
  const title = itemTitle(item) ?? firstWords(item, entry, form.parties) ?? item.id;
  return (
    <li className="item-card">
      <details open={open} onToggle={(event) => onToggle(event.currentTarget.open)} className="disclosure item-details">
        <summary className="item-summary">
          <Icon name="down" className="icon-small" />
          {party !== undefined && <Initials party={party} />}
          <span className="item-title">{title}</span>
          {blanks > 0 && !open && <small className="item-open">{blanks} open</small>}
        </summary>
        {drawn && (
          <div className="item-body">
            <Fields path={path} node={entry} />
            {!form.readOnly && (
              <p>
                <button type="button" className="button small" onClick={onRemove}>
                  Remove<span className="visually-hidden"> “{title}”</span>
                </button>
              </p>
            )}
          </div>
        )}
      </details>
    </li>
  );
}

/** What an item without a title of its own is called: its first answer in words. */
function firstWords(item: Item, entry: FactNode, parties: { id: string; name: string }[]): string | undefined {
  for (const [key, child] of entry.children) {
    const value = item.value[key];
    if (key === 'id' || value === undefined || typeof value === 'object' || child.row.format === undefined) continue;
    return factInWords({ path: child.row.path, value, format: child.row.format }, { parties: parties.map((party) => ({ id: party.id, shortName: party.name, legalName: null })) });
  }
  return undefined;
}

/** Adds an item by the one thing that tells it from the others: its name, its words or its party. What is typed is added when the field is left, too. */
function AddItem({ path, entry, label, taken, onAdded }: { path: string; entry: FactNode; label: string; taken: string[]; onAdded: (id: string, name: string, open: boolean) => void }): ReactNode {
  const form = useForm();
  const [typed, setTyped] = useState('');
  const [empty, setEmpty] = useState(false);
  // What is typed, at once: taken over it is gone, so that leaving and going on together add it only once.
  const waiting = useRef('');
  const added = useRef<string>(undefined);
  useEffect(() => {
    if (added.current === undefined) return;
    const card = document.getElementById(fieldId(`${path}.${added.current}`)) ?? document.querySelector<HTMLElement>(`[id^="${fieldId(`${path}.${added.current}`)}"]`);
    added.current = undefined;
    card?.focus();
  });
  const fields = [...entry.children].filter(([key, child]) => key !== 'id' && child.row.kind === 'value');
  const named = fields.find(([key, child]) => ['title', 'name', 'text', 'item', 'report', 'metric', 'statement', 'description', 'who', 'forum', 'funder', 'entity', 'number', 'subject', 'market', 'organ'].includes(key) && child.row.refers === undefined) ?? fields.find(([, child]) => child.row.format === 'text' && child.row.refers === undefined) ?? fields[0];
  const byParty = fields.find(([, child]) => child.row.format === 'party');
  const choice = named !== undefined && (named[1].row.format === 'text' || named[1].row.format === 'person') ? named : (byParty ?? named);
  const row = choice?.[1].row;
  const options = row?.format === 'party' ? form.parties.map((party) => ({ id: party.id, name: party.name })) : row?.options === undefined ? undefined : Object.entries(row.options).map(([id, name]) => ({ id, name }));
  const type = (next: string): void => {
    waiting.current = next;
    setTyped(next);
    setEmpty(false);
    form.refuse(`${path}.new`, undefined);
  };
  const take = (open: boolean): void => {
    const words = waiting.current.trim();
    if (words === '' || choice === undefined) return;
    const name = options?.find((option) => option.id === words)?.name ?? words;
    const id = idFrom(name, taken);
    if (!form.set(`${path}.${id}`, { id, [choice[0]]: words }, `${path}.new`)) return;
    type('');
    if (open) added.current = id;
    onAdded(id, name, open);
  };
  const settle = useSettle(() => take(false));
  const leave = {
    // From the words to the button beside them nothing is left yet.
    onBlur: (event: FocusEvent<HTMLElement>): void => {
      if (!(event.relatedTarget instanceof Node) || event.currentTarget.closest('.add-item')?.contains(event.relatedTarget) !== true) settle(event);
    },
  };
  if (row === undefined) return null;
  const add = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (waiting.current.trim() === '') setEmpty(true);
    else take(true);
  };
  const problem = form.problems.get(`${path}.new`);
  const input = `${fieldId(path)}-new`;
  return (
    <div className="add-item">
      <div className="field grow">
        <label className="label" htmlFor={input}>
          Add: {row.label}
        </label>
        {options === undefined && typeof row.example === 'string' && <span className="hint">For example: {row.example}</span>}
        <span className="flex gap-2 flex-wrap sm:flex-nowrap">
          {options === undefined ? (
            <input
              id={input}
              className="input"
              autoComplete="off"
              value={typed}
              aria-invalid={empty || problem !== undefined || undefined}
              aria-describedby={empty || problem !== undefined ? `${input}-empty` : undefined}
              onChange={(event) => type(event.target.value)}
              {...leave}
              onKeyDown={(event) => event.key === 'Enter' && add(event)}
            />
          ) : (
            <select id={input} className="input" value={typed} onChange={(event) => type(event.target.value)} {...leave}>
              <option value="">Choose</option>
              {options.map((option) => (
                <option key={option.id} value={option.id}>
                  {option.name}
                </option>
              ))}
            </select>
          )}
          <button type="button" className="button flex-none" onClick={add} {...leave}>
            <Icon name="plus" /> Add<span className="visually-hidden"> {label}</span>
          </button>
        </span>
        {(empty || problem !== undefined) && (
          <span className="fault" id={`${input}-empty`}>
            <Icon name="error" /> {problem === undefined ? 'Write it first, then add it.' : problemInWords(problem)}
          </span>
        )}
      </div>
    </div>
  );
}
