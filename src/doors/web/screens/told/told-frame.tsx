import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useAgreement } from '../../agreement-context';
import { downloadFrom } from '../../api';
import { Making } from '../../components/downloads';
import { Icon } from '../../components/icons';
import { phaseInWords, StageBar, TopBar } from '../../components/shell';
import { Trouble } from '../../components/state';
import './told.css';

const files = [
  { format: 'pdf', name: 'PDF' },
  { format: 'docx', name: 'Word' },
  { format: 'html', name: 'Web page' },
] as const;

interface FrameProps {
  title: string;
  /** One line under the title. */
  about: string;
  /** The query of `export-leaflet` without its format. */
  file: Readonly<Record<string, string>>;
  /** What stands beside the buttons for files. */
  tools?: ReactNode;
  children: ReactNode;
}

/** The frame of what is told about an agreement beside its text: its title, its files, and the way to the others. */
export function ToldFrame({ title, about, file, tools, children }: FrameProps): ReactNode {
  const { id, data, parties } = useAgreement();
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
    downloadFrom(`agreements/${id}/export-leaflet?${new URLSearchParams({ ...file, format }).toString()}`, `leaflet.${format}`, controller.signal)
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setTrouble(error);
      })
      .finally(() => {
        if (running.current === controller) setBusy(undefined);
      });
  };
  const name = (data.document as { attrs?: { title?: string } } | null)?.attrs?.title ?? data.title ?? 'Agreement';
  return (
    <>
      <TopBar name={name} parties={parties} />
      <StageBar id={id} phase={data.phase}>
        {phaseInWords(data.phase, data.turn)}
      </StageBar>
      <main id="main" className="page">
        <nav className="seg told-tabs no-print" aria-label="About this agreement">
          <Link to="/a/$id/text" params={{ id }}>
            The text
          </Link>
          <Link to="/a/$id/page" params={{ id }}>
            What this means for us
          </Link>
          <Link to="/a/$id/balance" params={{ id }}>
            Balance
          </Link>
          <Link to="/a/$id/heads" params={{ id }}>
            Heads of terms
          </Link>
        </nav>
        <header className="told-head">
          <div>
            <h1 className="text-question">{title}</h1>
            <p className="quiet">{about}</p>
          </div>
          <div className="told-files no-print">
            {tools}
            {files.map((one) => (
              <button key={one.format} type="button" className="button small" aria-disabled={busy !== undefined} onClick={() => busy === undefined && start(one.format)}>
                <Icon name="download" /> {one.name}
              </button>
            ))}
          </div>
        </header>
        {busy !== undefined && <Making key={busy} what="Making the file" stop={() => running.current?.abort()} />}
        {trouble !== undefined && <Trouble error={trouble} title="The file could not be made" />}
        {children}
      </main>
    </>
  );
}

/** What is said where there is no text yet that could be told. */
export function NoText(): ReactNode {
  const { id } = useAgreement();
  return (
    <div className="card p-8">
      <h2 className="text-section">There is no text yet</h2>
      <p className="mt-1 mb-4">It is drafted from the answers; as soon as it stands, this page tells what it means.</p>
      <Link className="button primary" to="/a/$id/ask" params={{ id }}>
        Answer the questions
      </Link>
    </div>
  );
}
