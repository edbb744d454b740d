import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { ApiError } from '../api';
import { Icon } from './icons';

/** True once a time has passed: what is quick shows nothing, so that nothing flickers. */
export function useAfter(milliseconds: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return passed;
}

/** A place that is still being filled: nothing for 300 ms, then bars of about the right size. */
export function Waiting({ what, lines = 6 }: { what: string; lines?: number }): ReactNode {
  const shown = useAfter(300);
  return (
    <div role="status" className="page narrow" aria-busy="true">
      <span className="visually-hidden">{what}</span>
      {shown && (
        <div className="flex flex-col gap-3" aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => (
            <div key={index} className={`skeleton ${index === 0 ? 'h-8 w-1/2' : index % 3 === 2 ? 'h-4 w-2/3' : 'h-4'}`} />
          ))}
        </div>
      )}
    </div>
  );
}

/** What went wrong, what was kept and what to do; `again` tries once more. */
export function Trouble({ error, again, title }: { error: unknown; again?: () => void; title?: string }): ReactNode {
  const { what, next } = inWords(error);
  return (
    <div className="trouble" role="alert">
      <h2 className="text-name">
        <Icon name="error" /> {title ?? 'This did not work'}
      </h2>
      <p className="mt-1 whitespace-pre-line">{what}</p>
      <p className="quiet">{next}</p>
      <SignInAgain error={error} />
      {again !== undefined && (
        <button type="button" className="button mt-3" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** The way to sign in and back to this page, where an error says that nobody is signed in any more, or that it was too long ago. */
export function SignInAgain({ error }: { error: unknown }): ReactNode {
  const here = useLocation({ select: (location) => location.href });
  if (!(error instanceof ApiError)) return null;
  const asked = error.code === 'not-fresh' || (error.status === 401 && (error.code === undefined || error.code === 'not-signed-in'));
  return asked ? (
    <p className="mt-2">
      <Link className="link" to="/sign-in" search={{ back: here }}>
        Sign in and come back here
      </Link>
    </p>
  ) : null;
}

/** An error as two sentences: what happened, and what to do next. */
export function inWords(error: unknown): { what: string; next: string } {
  if (error instanceof ApiError) return { what: error.what, next: error.next };
  return { what: 'Something in this page went wrong.', next: 'Reload the page; what was saved is still there.' };
}
