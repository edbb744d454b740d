import { useState, type ReactNode } from 'react';
import { itemsAt, itemTitle, valueAt } from '#agreement/facts/read';
import { resolvePath, type FactNode } from '#agreement/facts/table';
import { Icon } from '../../../components/icons';
import { ActorInput, ActorsInput, AddressInput, CheckSeveral, LabelInput, ReferenceInput, SearchInput, SearchSeveral } from './choice-inputs';
import { useForm } from './form';
import { ListField } from './list-field';
import { DateInput, DeadlineInput, MoneyInput, NumberInput, PercentInput, PeriodInput, TextInput, TextsInput, type InputProps } from './plain-inputs';

interface FieldProps {
  path: string;
  /** True for what the question itself is about, whose words stand in the heading. */
  top?: boolean;
  label?: string;
}

/** The field, or the fields, of one fact; everything follows from its row of the facts table. */
export function FactField({ path, top = false, label }: FieldProps): ReactNode {
  const node = resolvePath(path)?.node;
  if (node === undefined) return null;
  const name = label ?? node.row.label;
  switch (node.row.kind) {
    case 'list':
      return <ListField path={path} node={node} label={name} hideLabel={top} />;
    case 'map':
      return <MapField path={path} node={node} />;
    case 'group':
      return top ? <Fields path={path} node={node} /> : <GroupField path={path} node={node} label={name} />;
    default:
      return <ValueField path={path} node={node} label={name} hideLabel={top} asOptions={top && !path.startsWith('parties.')} />;
  }
}

function GroupField({ path, node, label }: { path: string; node: FactNode; label: string }): ReactNode {
  return (
    <fieldset className="group-field">
      <legend className="label text-name">{label}</legend>
      <Fields path={path} node={node} />
    </fieldset>
  );
}

/** The fields of a group: those that the wording reads now first, the others behind a disclosure. */
export function Fields({ path, node }: { path: string; node: FactNode }): ReactNode {
  const form = useForm();
  // What is open under "More details" stays there while it is answered, so that no input moves away under the hand.
  const [more, setMore] = useState<readonly string[]>();
  const all = [...node.children].filter(([key]) => key !== 'id' && key !== '*').map(([key, child]) => ({ key, child, path: `${path}.${key}` }));
  const answered = (one: (typeof all)[number]): boolean => valueAt(form.answers, one.path) !== undefined || itemsAt(form.answers, one.path) !== undefined || form.problems.has(one.path);
  const read = all.filter((one) => form.isUsed(one.child.row.path));
  // Where the wording reads none of them (no clause has them yet), all are asked.
  const first = more !== undefined ? all.filter((one) => !more.includes(one.key)) : read.length === 0 ? all : all.filter((one) => read.includes(one) || answered(one));
  const rest = all.filter((one) => !first.includes(one));
  const field = (one: (typeof all)[number]): ReactNode => <FactField key={one.key} path={one.path} />;
  return (
    <div className="fields">
      {first.map(field)}
      {rest.length > 0 && (
        <details className="disclosure" open={more !== undefined} onToggle={(event) => setMore(event.currentTarget.open ? (more ?? rest.map((one) => one.key)) : undefined)}>
          <summary>
            <Icon name="down" className="icon-small" /> More details, which change no words for now
          </summary>
          {more !== undefined && <div className="fields mt-3">{rest.map(field)}</div>}
        </details>
      )}
    </div>
  );
}

/** The input of one answer, by its format. */
function ValueField(props: InputProps & { asOptions?: boolean }): ReactNode {
  const { node, asOptions = false, ...plain } = props;
  const { row } = node;
  const given = { ...plain, node };
  if (row.format === 'list-and') {
    if (row.options !== undefined || row.refers !== undefined) return <CheckSeveral {...given} />;
    if (row.of === 'place' || row.of === 'language') return <SearchSeveral {...given} />;
    if (row.of === 'actor') return <ActorsInput {...given} />;
    return <TextsInput {...given} />;
  }
  switch (row.format) {
    case 'label':
      return <LabelInput {...given} asOptions={asOptions} />;
    case 'place':
    case 'law':
    case 'zone':
    case 'language':
      return <SearchInput {...given} />;
    case 'party':
      return row.of === undefined ? <ReferenceInput {...given} /> : <CheckSeveral {...given} />;
    case 'actor':
      return <ActorInput {...given} />;
    case 'address':
      return <AddressInput {...given} />;
    case 'money':
      return <MoneyInput {...given} />;
    case 'percent':
      return <PercentInput {...given} />;
    case 'date':
    case 'time':
      return <DateInput {...given} />;
    case 'period':
      return <PeriodInput {...given} />;
    case 'deadline':
      return <DeadlineInput {...given} />;
    case 'number':
      return <NumberInput {...given} />;
    default:
      if (row.refers !== undefined) return <ReferenceInput {...given} />;
      return typeof row.example === 'number' ? <NumberInput {...given} /> : <TextInput {...given} />;
  }
}

/** Facts kept under the ids of another list: one row for each of its items. */
function MapField({ path, node }: { path: string; node: FactNode }): ReactNode {
  const form = useForm();
  const items = itemsAt(form.answers, node.row.refers ?? '') ?? [];
  const entry = node.children.get('*');
  if (entry === undefined) return null;
  if (items.length === 0) return <p className="quiet">This is asked for each entry of another list, which is still empty.</p>;
  return (
    <ol className="items">
      {items.map((item) => (
        <li key={item.id} className="item-card">
          <h3 className="text-name">{itemTitle(item) ?? item.id}</h3>
          <Fields path={`${path}.${item.id}`} node={entry} />
        </li>
      ))}
    </ol>
  );
}
