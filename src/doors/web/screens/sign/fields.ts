import { itemsAt } from '#agreement/facts/read';
import type { AgreementOut } from '../../api';
import type { ShownParty } from '../../components/party';

/** A place to sign, with whom it is for. */
export interface SignPlace {
  id: string;
  party: ShownParty | undefined;
  partyName: string;
  /** Who signed, or who is expected to. */
  person: string | undefined;
  office: string | undefined;
  signed: string | null;
  /** Whether the reader may sign here. */
  own: boolean;
  /** Why the signatory said no, null where nobody did. */
  declined: string | null;
}

/** The places to sign of a sealed text, in the order in which they stand in it. */
export function signPlaces(data: AgreementOut, parties: readonly ShownParty[]): SignPlace[] {
  const people = itemsAt(data.answers, 'party.signatories') ?? [];
  return (data.seal?.fields ?? []).map((field) => {
    const person = people.find((item) => `sign-${String(item.value['party'])}-${item.id}`.slice(0, 60) === field.id);
    const party = parties.find((one) => one.id === field.party);
    const answered = data.answers.parties.find((one) => one.id === field.party);
    return { id: field.id, party, partyName: answered?.legalName ?? party?.name ?? field.party, person: field.name ?? text(person?.value['name']), office: text(person?.value['office']), signed: field.signed, own: (data.party === 'local' || data.party === field.party) && (data.role === 'lead' || data.role === 'signatory'), declined: field.declined };
  });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A digest as people compare it: the first digits in groups of four. */
export function shortDigest(digest: string): string {
  return digest.replace('sha256:', '').slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ');
}

const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });

/** A moment in the reader's own way of writing it. */
export function momentInWords(at: string): string {
  return moment.format(new Date(at));
}
