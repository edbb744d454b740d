import { useState, type ReactNode } from 'react';
import { ComboBox as AriaComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';

/** One of many by typing a part of its name; leaving the field with other words keeps what was chosen before. */
export default function ComboBox({ id, label, choices, chosen, readOnly, onChoose }: { id: string; label: string; choices: readonly { id: string; name: string }[]; chosen: string | undefined; readOnly: boolean; onChoose: (id: string | undefined) => void }): ReactNode {
  const name = choices.find((choice) => choice.id === chosen)?.name ?? chosen ?? '';
  const [typed, setTyped] = useState(name);
  const words = typed.trim().toLowerCase();
  const shown = typed === name ? choices : choices.filter((choice) => choice.name.toLowerCase().includes(words) || choice.id.toLowerCase().startsWith(words));
  return (
    <AriaComboBox
      aria-label={label}
      isReadOnly={readOnly}
      items={shown.slice(0, 400)}
      inputValue={typed}
      selectedKey={chosen ?? null}
      menuTrigger="focus"
      allowsEmptyCollection
      onInputChange={(next) => {
        setTyped(next);
        if (next === '' && chosen !== undefined) onChoose(undefined);
      }}
      onSelectionChange={(key) => {
        if (key === null) return;
        setTyped(choices.find((choice) => choice.id === key)?.name ?? '');
        onChoose(String(key));
      }}
    >
      <Input id={id} className="input" placeholder="Type to search" />
      <Popover className="combo-popover" offset={4}>
        <ListBox className="combo-list" renderEmptyState={() => <span className="combo-item quiet">Nothing of that name</span>}>
          {(item: { id: string; name: string }) => (
            <ListBoxItem className="combo-item" textValue={item.name}>
              {item.name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
