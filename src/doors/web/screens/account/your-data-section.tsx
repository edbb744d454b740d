import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { downloadFrom } from '../../api';
import { Trouble } from '../../components/state';
import { EraseDialog, type ErasureOut } from './erasing';
import { Section } from './section';

/** What is kept about the reader: as a file, and the way to have it erased. */
export function YourDataSection({ name, email, onErased }: { name: string; email: string; onErased: (report: ErasureOut) => void }): ReactNode {
  const [erasing, setErasing] = useState(false);
  const file = useMutation({ mutationFn: () => downloadFrom('export-my-data', 'my-data.json') });
  return (
    <Section name="Your data" done={file.isSuccess ? 'The file was downloaded.' : undefined} about="Everything that is kept about you here, as one file: your account, devices, organisations, seats, invitations, mails, and what agreements hold of you.">
      {file.isError && <Trouble error={file.error} title="The file was not made" />}
      <p className="flex flex-wrap gap-3 mt-4">
        <button type="button" className="button" aria-disabled={file.isPending} onClick={() => !file.isPending && file.mutate()}>
          Download your data
        </button>
        <button type="button" className="button" onClick={() => setErasing(true)}>
          Erase yourself…
        </button>
      </p>
      {erasing && <EraseDialog who={{ name, email }} onClose={() => setErasing(false)} onDone={onErased} />}
    </Section>
  );
}
