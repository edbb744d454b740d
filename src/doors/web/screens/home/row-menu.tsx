import { useEffect, type ReactNode, type RefObject } from 'react';
import { Icon } from '../../components/icons';

/** A menu at the end of a row; `name` says of what. The table around it closes it, see `useMenus`. */
export function RowMenu({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <details className="menu row-menu">
      <summary className="button bare small">
        <Icon name="more" />
        <span className="visually-hidden">More for {name}</span>
      </summary>
      <div className="menu-body">
        <ul>{children}</ul>
      </div>
    </details>
  );
}

/** Closes the menus of a table when something else is pressed, when one of their items is chosen, and on Escape. */
export function useMenus(frame: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const close = (except?: Element | null): void => {
      for (const menu of frame.current?.querySelectorAll<HTMLDetailsElement>('details.menu[open]') ?? []) if (menu !== except) menu.open = false;
    };
    const press = (event: MouseEvent): void => close((event.target as Element).closest('.menu-item') === null ? (event.target as Element).closest('details.menu') : null);
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      const open = document.activeElement?.closest<HTMLDetailsElement>('details.menu[open]');
      close();
      open?.querySelector('summary')?.focus();
    };
    document.addEventListener('click', press);
    document.addEventListener('keydown', key);
    return () => {
      document.removeEventListener('click', press);
      document.removeEventListener('keydown', key);
    };
  }, [frame]);
}
