import type { ReactNode } from 'react';
import { TopBar } from '../../components/shell';
import './account.css';

/** A page for coming in: one heading, one sheet, one thing to do. */
export function Entrance({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }): ReactNode {
  return (
    <>
      <TopBar />
      <main id="main" className="entrance">
        <h1 className="text-question">{title}</h1>
        {lead !== undefined && <div className="entrance-lead">{lead}</div>}
        {children}
      </main>
    </>
  );
}

/** The page of a link that carries no token. */
export function NoToken({ title, what }: { title: string; what: ReactNode }): ReactNode {
  return (
    <Entrance title={title}>
      <div className="card entrance-card">
        <p>The address of this page is not complete: what stands behind its “#” is missing.</p>
        <p className="quiet">{what}</p>
      </div>
    </Entrance>
  );
}
