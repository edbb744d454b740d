import type { ReactNode } from 'react';
import { erasedName } from '#agreement/record/person';
import { write } from '../../api';
import { Dialog } from '../../components/dialog';
import { useEntries } from '../../components/entries';
import { Obstacles, Send, TextField } from '../../components/fields';

/** What was erased of a person, and what is kept and why. */
export interface ErasureOut {
  erased: { agreements: number; seats: number; sessions: number; means: number; invitations: number; mails: number; organisations: number; emptied: number; views: number };
  kept: { what: string; why: string; until: string }[];
  /** Agreements whose history tells of it a little later. */
  left: number;
}

/** Whom to erase; `person` is absent for the reader themselves. */
export interface ToErase {
  person?: string;
  name: string;
  email: string;
}

/** Says exactly what goes and what stays, and erases once the mailbox was typed. */
export function EraseDialog({ who, onDone, onClose }: { who: ToErase; onDone: (report: ErasureOut) => void; onClose: () => void }): ReactNode {
  const self = who.person === undefined;
  const entries = useEntries({
    start: { confirm: '', heir: '' },
    needed: { confirm: `Type ${who.email}.` },
    send: async ({ confirm, heir }) => onDone(await write<ErasureOut>('erase-person', { confirm, ...(who.person !== undefined && { person: who.person }), ...(heir.trim() !== '' && { heir }) })),
  });
  return (
    <Dialog title={self ? 'Erase yourself here?' : `Erase ${who.name}?`} onClose={onClose}>
      <form className="fields" noValidate onSubmit={entries.submit}>
        <Obstacles entries={entries} title="Nothing was erased" />
        <div>
          <h3 className="text-name">What goes, at once and for good</h3>
          <ul className="plain-list">
            <li>{self ? 'Your' : 'The'} account: name, mailbox, password, passkeys, second factor, and every device where {self ? 'you are' : 'they are'} signed in.</li>
            <li>{self ? 'Your' : 'Their'} name in every agreement. From then on everybody reads “{erasedName}”, and {self ? 'you act' : 'they act'} for nobody.</li>
            <li>Names and mailboxes in invitations to {self ? 'you' : 'them'} and in mails that are kept here.</li>
          </ul>
        </div>
        <div>
          <h3 className="text-name">What stays, and why</h3>
          <ul className="plain-list">
            <li>Names in sealed and signed PDFs, for as long as the parties keep the agreement: they are evidence of who signed.</li>
            <li>That somebody did this or that at a time, without a name: the record is evidence of how the agreement came about.</li>
            <li>Words that people typed, such as comments and clauses: they belong to the agreement and are not searched.</li>
            <li>Backups made before, until they expire, and what others downloaded or received by mail.</li>
          </ul>
        </div>
        <TextField entries={entries} name="confirm" label={`To confirm, type ${who.email}`} type="email" autoFocus />
        <TextField entries={entries} name="heir" label="Mailbox of whoever follows" hint={`Only needed where ${self ? 'you are' : 'this person is'} the only lead, manager or administrator. They must act for that side already, or belong to the organisation.`} type="email" optional />
        <p className="flex flex-wrap gap-3">
          <Send busy={entries.busy}>{self ? 'Erase me' : `Erase ${who.name}`}</Send>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}

/** What came of it, in words. */
export function ErasureReport({ report }: { report: ErasureOut }): ReactNode {
  const { erased, kept } = report;
  const lines = [
    counted(erased.agreements, 'name in one agreement', 'names in # agreements'),
    counted(erased.seats, 'seat', '# seats'),
    counted(erased.means, 'means of signing in', '# means of signing in'),
    counted(erased.sessions, 'signed-in device', '# signed-in devices'),
    counted(erased.invitations, 'invitation', '# invitations'),
    counted(erased.mails, 'mail', '# mails'),
    counted(erased.emptied, 'organisation with nobody else', '# organisations with nobody else'),
  ].filter((line) => line !== undefined);
  return (
    <>
      <p className="mt-3">Erased: the account{lines.length === 0 ? '.' : `, ${lines.join(', ')}.`}</p>
      {report.left > 0 && <p>The history of {report.left} of these agreements tells of it within a few minutes; the name is gone there already.</p>}
      <h3 className="text-name mt-4">Kept, and why</h3>
      <dl className="kept-list">
        {kept.map((one) => (
          <div key={one.what}>
            <dt>{one.what}</dt>
            <dd>
              {one.why}. <span className="quiet">{one.until}.</span>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function counted(n: number, one: string, many: string): string | undefined {
  return n === 0 ? undefined : n === 1 ? `one ${one}`.replace('one name in one', 'the name in one') : many.replace('#', String(n));
}
