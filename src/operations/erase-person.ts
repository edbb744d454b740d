import { z } from 'zod';
import { InputError } from '#agreement/input-error';
import { operation, type PersonHere } from '#operations/operation';
import { idForm, mailboxIn } from '#operations/people-forms';
import { readMailbox } from '#operations/person-names';
import { forbidden, notFound, Refused } from '#operations/refused';
import { tellAtOnce } from '#operations/tell-notes';
import type { Erased, EraseOutcome } from '#world/store/erasures';
import type { World } from '#world/world';

/** What was erased of a person, and what is kept and why. */
export const erasureForm = z.object({
  erased: z.object({
    agreements: z.number().meta({ description: 'Agreements whose records held details of theirs' }),
    seats: z.number(),
    sessions: z.number(),
    means: z.number().meta({ description: 'Passwords, passkeys and second factors' }),
    invitations: z.number(),
    mails: z.number(),
    organisations: z.number(),
    emptied: z.number().meta({ description: 'Organisations that nobody else belonged to' }),
    views: z.number(),
  }),
  kept: z.array(z.object({ what: z.string(), why: z.string(), until: z.string() })),
  left: z.number().meta({ description: 'Agreements whose history tells of it only a little later; nothing of the person is shown there any more' }),
});

/** Erases a person of this installation: themselves, or by an administrator anybody. It cannot be undone. */
export const erasePerson = operation({
  name: 'erase-person',
  summary: 'Erase a person: yourself, or as an administrator anybody.',
  kind: 'write',
  input: z.strictObject({
    person: idForm.optional().meta({ description: 'Id of the person; without it the caller' }),
    confirm: z.string().max(600).meta({ description: 'The mailbox of the person, so that nobody is erased by mistake' }),
    heir: mailboxIn.optional().meta({ description: 'Mailbox of whoever becomes lead, manager or administrator wherever the person is the only one: somebody who acts for that side already, or belongs to the organisation' }),
  }),
  output: erasureForm,
  may: 'person',
  run: async ({ person: caller }, { confirm, ...input }, world) => {
    const person = input.person ?? caller.person;
    if (person !== caller.person && !caller.administrator) throw forbidden('Only an administrator of this installation may erase somebody else.', 'Nothing was changed. Ask the administrator, or the person themselves.');
    refuseStale(caller, world);
    const mailbox = await world.directory.addressOf(person);
    if (mailbox !== null && readMailbox(confirm, 'confirm') !== mailbox) throw new InputError('This is not the mailbox of the person to be erased.', 'Nothing was changed. Type the mailbox to confirm.', 'confirm');
    const named = input.heir === undefined ? null : readMailbox(input.heir, 'heir');
    if (named !== null && named === mailbox) throw new InputError('Nobody follows themselves.', 'Nothing was changed; name somebody else.', 'heir');
    // Whether a mailbox is known here is nobody's business: one that is not is like one that may not follow.
    const heir = named === null ? null : ((await world.accounts.personBy(named))?.person ?? null);
    const erased = settle(await world.erasures.erase({ person, askedBy: caller.person, heir }), person === caller.person ? 'You are' : 'This person is', named !== null);
    // From here on the person is erased, whatever fails. The rest is told by the server afterwards: nobody waits minutes for thousands of agreements.
    await tellAtOnce(world, person);
    await world.erasures.scrub().catch(() => undefined);
    const { sealed, ...counts } = erased;
    return { result: { erased: counts, kept: keptAfter(sealed), left: await world.erasures.left(person).catch(() => counts.agreements) } };
  },
});

/** Erasing cannot be undone, so whoever asks for it has signed in within the last hour. */
export function refuseStale(caller: PersonHere, world: World): void {
  if (caller.since !== undefined && Date.parse(world.now()) - Date.parse(caller.since) > freshMs) {
    throw new Refused('not-fresh', 'You signed in more than an hour ago.', 'Sign in again, then repeat this; nothing was changed.');
  }
}

const freshMs = 60 * 60_000;

function settle(outcome: EraseOutcome, who: string, withHeir: boolean): Erased {
  const first = withHeir ? 'Whoever follows must act for that side, or belong to the organisation that it acts for.' : 'Hand over to somebody first, or say who follows.';
  switch (outcome.kind) {
    case 'erased':
      return outcome.erased;
    case 'absent':
      throw notFound();
    case 'last-administrator':
      throw new InputError(`${who} the last administrator of this installation.`, 'Nothing was changed. Say who follows: somebody with an account here, who then administers it.');
    case 'only-manager':
      throw new InputError(`${who} the only manager of ${outcome.organisations.map((one) => one.name).join(', ')}.`, withHeir ? 'Nothing was changed. Whoever follows must belong to them.' : 'Nothing was changed. Make somebody else a manager first, or say who follows.');
    case 'only-lead': {
      const shown = outcome.agreements.slice(0, 20).map(({ id, title }) => (title === null ? id : `"${title}"`));
      const more = outcome.agreements.length - shown.length;
      throw new InputError(`${who} the only lead of a side in ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`, `Nothing was changed. ${first}`);
    }
  }
}

/** What is kept of an erased person, and under which ground. */
export function keptAfter(sealed: number): z.input<typeof erasureForm>['kept'] {
  return [
    ...(sealed === 0 ? [] : [{ what: `Names in the sealed and signed PDFs of ${sealed === 1 ? 'one agreement' : `${sealed} agreements`}`, why: 'Evidence for legal claims: a signed text proves who signed it', until: 'As long as the parties keep the agreement' }]),
    { what: 'That a person without a name did this or that in an agreement, with its time', why: 'The record is evidence of how the agreement came about, and its chain of hashes would not hold without it', until: 'As long as the parties keep the agreement' },
    { what: 'Words that people typed: clauses, comments, reasons, titles, names of parties', why: 'They belong to the agreement and were not searched for names', until: 'As long as the parties keep the agreement' },
    { what: 'Backups made before', why: 'They are kept to restore what is lost, and are not changed', until: 'Until whoever runs this installation lets them expire' },
    { what: 'Copies outside: files that others downloaded, mails that were sent', why: 'They are with those who have them', until: 'Ask them' },
  ];
}
