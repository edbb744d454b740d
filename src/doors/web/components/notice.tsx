import type { ReactNode } from 'react';
import { plainNotice } from '#agreement/words/notice';

/** The plain notice of what this product does not do; stands before the first answer, on the draft and at signing. */
export function Notice({ className = '' }: { className?: string }): ReactNode {
  return (
    <p className={`notice ${className}`} role="note">
      {plainNotice}
    </p>
  );
}
