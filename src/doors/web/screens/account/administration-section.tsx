import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { write } from '../../api';
import { Trouble } from '../../components/state';
import { AccountInvitations } from './account-invitations';
import { Section } from './section';

/** What only administrators of the installation do: accounts for others, mails, and agreements from the command line. */
export function AdministrationSection({ server }: { server: boolean }): ReactNode {
  const take = useMutation({ mutationFn: () => write<{ agreements: number }>('take-over-drafts', {}) });
  const taken = take.data?.agreements;
  return (
    <>
      <Section name="Accounts for others" about="Somebody of another organisation gets an account of their own; your agreements are not shown to them. To bring somebody into your organisation, invite them there.">
        <AccountInvitations organisation={null} />
      </Section>
      <Section name="This installation" done={taken === undefined ? undefined : taken === 0 ? 'There are no others: all drafts of the command line are yours already.' : `${taken === 1 ? 'One agreement is' : `${taken} agreements are`} now in your list.`} about={server ? 'A mail server is set up. Mails that it did not take are in the outbox.' : 'No mail server is set up. Mails wait in the outbox, with their links to pass on by hand.'}>
        {take.isError && <Trouble error={take.error} title="Nothing was taken over" />}
        <p className="flex flex-wrap gap-3 mt-4">
          <Link className="button" to="/outbox">
            Open the outbox
          </Link>
          <button type="button" className="button" aria-disabled={take.isPending} onClick={() => !take.isPending && take.mutate()}>
            Take over drafts of the command line
          </button>
        </p>
      </Section>
    </>
  );
}
