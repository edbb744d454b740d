import { useId, type ReactNode } from 'react';

/** One subject of a page of settings: heading, a sentence, and what can be done. `done` is said once, to those who cannot see it too. */
export function Section({ name, about, done, children }: { name: string; about?: ReactNode; done?: string | undefined; children?: ReactNode }): ReactNode {
  const heading = useId();
  return (
    <section className="card part" aria-labelledby={heading}>
      <h2 id={heading} className="text-section">
        {name}
      </h2>
      {about !== undefined && <p className="quiet part-about">{about}</p>}
      {children}
      <p role="status" className={done === undefined ? 'visually-hidden' : 'part-done'}>
        {done}
      </p>
    </section>
  );
}
