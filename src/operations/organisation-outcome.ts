import { InputError } from '#agreement/input-error';
import { notFound } from '#operations/refused';
import type { OrganisationOutcome } from '#world/store/directory';

/** Throws what stood in the way of a change in an organisation; `who` begins the sentence, such as "You" or a name. */
export function settle(outcome: OrganisationOutcome, who: string): void {
  switch (outcome.kind) {
    case 'done':
      return;
    case 'absent':
      throw notFound();
    case 'last-manager':
      throw new InputError('The organisation would have no manager.', 'Nothing was changed. Make somebody else a manager first.');
    case 'only-lead': {
      const shown = outcome.agreements.slice(0, 5).map(({ id, title }) => (title === null ? id : `"${title}"`));
      const more = outcome.agreements.length - shown.length;
      throw new InputError(`${who} the only lead of this side in ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`, 'Nothing was changed. Hand these agreements over to somebody first.');
    }
  }
}
