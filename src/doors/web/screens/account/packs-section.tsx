import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import { downloadFrom, read, sendFile, write } from '../../api';
import { dayOfTime } from '../../components/dates';
import { Trouble, Waiting } from '../../components/state';
import type { OrganisationOut } from './api';
import { Section } from './section';

interface OwnPackOut {
  digest: string;
  id: string;
  title: string;
  version: string;
  date: string;
  addedAt: string;
  addedBy: string;
  retiredAt: string | null;
  inUse: boolean;
}

/** The organisation's own clauses and playbook: the versions of its pack, which one is in use, and a new one from a ZIP file. */
export function PacksSection({ organisation }: { organisation: OrganisationOut }): ReactNode {
  const client = useQueryClient();
  const key = ['organisation', organisation.id, 'packs'];
  const packs = useQuery({ queryKey: key, queryFn: () => read<{ items: OwnPackOut[] }>('list-own-packs', { organisation: organisation.id }) });
  const input = useRef<HTMLInputElement>(null);
  const [done, setDone] = useState<string>();
  const manager = organisation.role === 'manager';
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: key });
  const upload = useMutation({
    mutationFn: (file: File) => sendFile<{ title: string; version: string; adds: string[]; changes: string[]; plays: number; known: boolean }>('upload-pack', file, { organisation: organisation.id }),
    onSuccess: async ({ title, version, adds, changes, plays, known }) => {
      await again();
      setDone(known ? `${title} ${version} was here already.` : `${title} ${version} is kept. Clauses of your own: ${adds.length}; clauses of Entente that it changes: ${changes.length}; clauses and facts in its playbook: ${plays}.`);
    },
  });
  const retire = useMutation({
    mutationFn: ({ digest, retired }: { digest: string; retired: boolean }) => write('retire-pack', { organisation: organisation.id, digest, retired }),
    onSuccess: async (_, { retired }) => {
      await again();
      setDone(retired ? 'The pack is out of use. Agreements that were drafted from it stay on it.' : 'The pack is in use again.');
    },
  });
  const fetchFile = useMutation({ mutationFn: (pack: OwnPackOut) => downloadFrom(`download-pack?${new URLSearchParams({ organisation: organisation.id, digest: pack.digest }).toString()}`, `${pack.id}-${pack.version}.zip`) });
  const trouble = upload.error ?? retire.error ?? fetchFile.error;
  return (
    <Section name="Own clauses and playbook" about={`A pack has clauses in the words of ${organisation.name}, and what it prefers, accepts and refuses. New agreements are drafted from the newest one in use. Only members read it; other parties see the words of the text.`} done={done}>
      {packs.isPending && <Waiting what="Reading the packs" lines={2} />}
      {packs.isError && <Trouble error={packs.error} again={() => void packs.refetch()} title="The packs cannot be shown" />}
      {packs.isSuccess && packs.data.items.length === 0 && <p className="mt-3">There is no pack yet. Agreements are drafted from the words of Entente.</p>}
      {packs.isSuccess && packs.data.items.length > 0 && (
        <ul className="mt-3">
          {packs.data.items.map((pack) => (
            <li key={pack.digest} className="setting-row two member">
              <div className="min-w-0">
                <b className="break">
                  {pack.title} {pack.version}
                </b>{' '}
                {pack.inUse ? <span>in use</span> : pack.retiredAt !== null ? <span className="quiet">out of use since {dayOfTime(pack.retiredAt)}</span> : <span className="quiet">earlier</span>}
                <p className="text-small quiet">
                  of {dayOfTime(`${pack.date}T12:00:00.000Z`)}, uploaded {dayOfTime(pack.addedAt)}
                  {pack.addedBy !== '' && ` by ${pack.addedBy}`}
                </p>
                <p className="mono quiet">{pack.digest}</p>
              </div>
              <div className="member-acts">
                <button type="button" className="button small" aria-label={`Download ${pack.title} ${pack.version}`} onClick={() => !fetchFile.isPending && fetchFile.mutate(pack)}>
                  Download
                </button>
                {manager && (
                  <button type="button" className="button small" aria-label={`${pack.retiredAt === null ? 'Take out of use' : 'Use again'}: ${pack.title} ${pack.version}`} onClick={() => !retire.isPending && retire.mutate({ digest: pack.digest, retired: pack.retiredAt === null })}>
                    {pack.retiredAt === null ? 'Take out of use' : 'Use again'}
                  </button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {manager && (
        <p className="mt-4">
          <input
            ref={input}
            type="file"
            accept="application/zip,.zip"
            className="visually-hidden"
            tabIndex={-1}
            aria-label="Pack as a ZIP file"
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              // The same file may be chosen again after it was mended.
              target.value = '';
              if (file !== undefined && !upload.isPending) upload.mutate(file);
            }}
          />
          <button type="button" className="button" aria-disabled={upload.isPending} onClick={() => !upload.isPending && input.current?.click()}>
            {upload.isPending ? 'Checking the pack' : 'Upload a pack (.zip)'}
          </button>
        </p>
      )}
      {trouble !== null && (
        <div className="mt-4 pack-trouble">
          <Trouble error={trouble} title="Nothing was changed" />
        </div>
      )}
    </Section>
  );
}
