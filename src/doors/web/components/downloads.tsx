import { useEffect, useRef, useState, type ReactNode } from 'react';
import { download } from '../api';
import { useListen } from './events';
import { Icon } from './icons';
import { inWords, useAfter } from './state';

const kinds = [
  { id: 'docx', name: 'Word', about: 'to edit and send (.docx)' },
  { id: 'pdf', name: 'PDF', about: 'to read and print (.pdf)' },
  { id: 'html', name: 'Web page', about: 'one file for any browser (.html)' },
  { id: 'md', name: 'Markdown', about: 'plain text (.md)' },
  { id: 'json', name: 'Data', about: 'answers and text for programs (.json)' },
  { id: 'ics', name: 'Calendar', about: 'dates of the duties (.ics)' },
  { id: 'bundle', name: 'Whole record', about: 'its history and all versions, to keep as evidence, check anywhere or take elsewhere (.zip)' },
] as const;

type Kind = (typeof kinds)[number]['id'];

/** One file on its way: quiet for a while, then a bar and a way to stop. */
export function useDownload(agreement: string): { busy: string | undefined; trouble: unknown; start: (format: string) => void; stop: () => void } {
  const [busy, setBusy] = useState<string>();
  const [trouble, setTrouble] = useState<unknown>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const start = (format: string): void => {
    const controller = new AbortController();
    running.current?.abort();
    running.current = controller;
    setBusy(format);
    setTrouble(undefined);
    download(agreement, format, controller.signal).then(
      () => setBusy(undefined),
      (error: unknown) => {
        if (!controller.signal.aborted) setTrouble(error);
        if (running.current === controller) setBusy(undefined);
      },
    );
  };
  return { busy, trouble, start, stop: () => running.current?.abort() };
}

/** Says that a file is being made, once that takes longer than two seconds. */
export function Making({ what, stop }: { what: string; stop: () => void }): ReactNode {
  const long = useAfter(2000);
  if (!long) return <span role="status" className="visually-hidden">{what}</span>;
  return (
    <div role="status" className="making">
      <span>{what}</span>
      <div className="progress" />
      <button type="button" className="button small" onClick={stop}>
        Stop
      </button>
    </div>
  );
}

/** The agreement as a file, in every format. */
export function Downloads({ agreement }: { agreement: string }): ReactNode {
  const { busy, trouble, start, stop } = useDownload(agreement);
  const menu = useRef<HTMLDetailsElement>(null);
  useListen(menu, 'keydown', (event) => {
    if (event.key !== 'Escape' || menu.current === null) return;
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  });
  useListen(menu, 'focusout', ({ relatedTarget }) => {
    if (menu.current !== null && relatedTarget instanceof Node && !menu.current.contains(relatedTarget) && busy === undefined) menu.current.open = false;
  });
  const name = kinds.find((kind) => kind.id === busy)?.name;
  return (
    <details className="menu" ref={menu}>
      <summary className="button small">
        <Icon name="download" /> <span>Download</span>
      </summary>
      <div className="menu-body">
        <ul>
          {kinds.map((kind) => (
            <li key={kind.id}>
              <button type="button" className="menu-item" aria-disabled={busy !== undefined} onClick={() => busy === undefined && start(kind.id satisfies Kind)}>
                <b>{kind.name}</b>
                <small className="quiet">{kind.about}</small>
              </button>
            </li>
          ))}
          <li>
            <button type="button" className="menu-item" onClick={() => window.print()}>
              <b>Print</b>
              <small className="quiet">on paper, without this interface</small>
            </button>
          </li>
        </ul>
        {busy !== undefined && <Making key={busy} what={`Making the file: ${name ?? busy}`} stop={stop} />}
        {trouble !== undefined && (
          <p className="fault px-4 pb-3" role="alert">
            <Icon name="error" />
            <span>
              {inWords(trouble).what} {inWords(trouble).next}
            </span>
          </p>
        )}
      </div>
    </details>
  );
}
