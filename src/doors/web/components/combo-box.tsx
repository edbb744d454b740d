import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useSettle } from './settle';

/** One thing that can be chosen from a long list. */
export interface Choice {
  id: string;
  name: string;
}

const most = 60;

/**
 * One of many by typing a part of its name, after the combobox pattern of WAI-ARIA. Leaving the field with a whole name chooses it;
 * other words stay as they are and are told to `onRefused`, which hears undefined when they are gone. Emptying takes the choice back.
 */
export function ComboBox({ id, label, choices, chosen, readOnly, told, onChoose, onRefused }: { id: string; label: string; choices: readonly Choice[]; chosen: string | undefined; readOnly: boolean; told?: { 'aria-invalid': true | undefined; 'aria-describedby': string | undefined }; onChoose: (id: string | undefined) => void; onRefused: (words: string | undefined) => void }): ReactNode {
  const name = chosen === undefined ? '' : (choices.find((choice) => choice.id === chosen)?.name ?? chosen);
  const [typed, setTyped] = useState<string>();
  const [before, setBefore] = useState(chosen);
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const shown = open ? matching(choices, typed ?? '').slice(0, most) : [];
  // Another choice from outside, such as from another browser, replaces words that were no choice.
  if (before !== chosen) {
    setBefore(chosen);
    if (typed !== '' && !open) setTyped(undefined);
  }
  const close = (): void => {
    setOpen(false);
    setActive(-1);
  };
  const choose = (choice: Choice): void => {
    onRefused(undefined);
    onChoose(choice.id);
    setTyped(undefined);
    close();
  };
  const settle = (): void => {
    close();
    const words = typed?.trim().toLowerCase();
    if (words === undefined) return;
    const named = choices.find((choice) => choice.name.toLowerCase() === words) ?? choices.find((choice) => choice.id.toLowerCase() === words);
    if (named !== undefined) choose(named);
    else if (words === '') {
      setTyped(undefined);
      onRefused(undefined);
    } else onRefused(typed?.trim());
  };
  const leave = useSettle(settle);
  const move = (to: number): void => {
    setOpen(true);
    setActive(to);
    requestAnimationFrame(() => list.current?.children[to]?.scrollIntoView({ block: 'nearest' }));
  };
  const keys = (event: KeyboardEvent): void => {
    if (readOnly) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const count = Math.max(1, open ? shown.length : 1);
      move(event.key === 'ArrowDown' ? (active + 1) % count : (active - 1 + count) % count);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      const choice = shown[active] ?? (shown.length === 1 ? shown[0] : undefined);
      if (choice !== undefined) choose(choice);
      else settle();
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  return (
    <span className="combo">
      <input
        id={id}
        className="input"
        role="combobox"
        aria-label={label}
        aria-expanded={open}
        aria-controls={open ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        placeholder="Type to search"
        readOnly={readOnly}
        value={typed ?? name}
        {...told}
        onChange={(event) => {
          setTyped(event.target.value);
          setOpen(true);
          setActive(-1);
          if (event.target.value === '' && chosen !== undefined) onChoose(undefined);
        }}
        onClick={() => !readOnly && setOpen(true)}
        onKeyDown={keys}
        onBlur={leave}
      />
      {open && (
        <div className="combo-list" role="listbox" id={listId} aria-label={label} ref={list}>
          {shown.map((choice, index) => (
            <div
              key={choice.id}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={choice.id === chosen}
              className={`combo-item ${index === active ? 'active' : ''}`}
              // On press, not on release: the field would lose the focus in between and close.
              onMouseDown={(event) => {
                event.preventDefault();
                choose(choice);
              }}
            >
              {choice.name}
            </div>
          ))}
          {shown.length === 0 && (
            <div className="combo-item quiet" role="option" tabIndex={-1} aria-selected="false" aria-disabled="true">
              Nothing of that name
            </div>
          )}
        </div>
      )}
    </span>
  );
}

/** What fits the typed words: names that begin with them first, then names that have them somewhere, then codes. */
function matching(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.trim().toLowerCase();
  if (words === '') return choices;
  const rank = (choice: Choice): number => {
    const at = choice.name.toLowerCase().indexOf(words);
    return at === 0 ? 0 : at > 0 ? 1 : choice.id.toLowerCase().startsWith(words) ? 2 : 3;
  };
  return choices.filter((choice) => rank(choice) < 3).toSorted((a, b) => rank(a) - rank(b));
}
