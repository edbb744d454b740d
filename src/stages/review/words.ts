import { listInWords } from '#agreement/words/en';
import type { GateItem } from '#stages/review/gate';

/** Gives the name that a screen shows for an id: "Alpha", "7 Liability". */
export type NameOf = (id: string) => string;

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** "3 clauses", and which, where their names are given: up to four, and how many more there are. */
function clausesInWords(clauses: readonly string[], nameOf: NameOf | undefined): string {
  const number = counted(clauses.length, 'clause');
  if (nameOf === undefined) return number;
  const shown = clauses.slice(0, 4).map(nameOf);
  return `${number}: ${clauses.length > shown.length ? `${shown.join(', ')} and ${clauses.length - shown.length} more` : listInWords(shown, 'and')}`;
}

/** One item of the gate in words: what is so, or what is missing and who has to do what. Clauses are named where `clauseName` is given, else counted. */
export function sentenceOf(item: GateItem, partyName: NameOf, clauseName?: NameOf): string {
  const party = item.party === undefined ? '' : partyName(item.party);
  const clauses = item.clauses ?? [];
  const which = clausesInWords(clauses, clauseName);
  switch (item.code) {
    case 'version':
      return item.met ? 'A version is on the table.' : 'No version is on the table yet. A lead must send the first turn.';
    case 'joined':
      return item.met ? `${party} has come in.` : `Nobody has come in for ${party} yet. Invite somebody who acts for ${party}.`;
    case 'unsent':
      return item.met ? `${party} has sent all its changes.` : `${party} has changes that it has not sent. Its lead must send them as a turn, or go on from the newest turn without them.`;
    case 'agreed':
      if (item.met) return `${party} agrees to every clause.`;
      if (clauses.length === 0) return `${party} has agreed to nothing yet, because there is no version to agree to.`;
      return `${party} has not answered ${which}. Its lead must agree, object or send other words.`;
    case 'objections':
      return `${party} objects to ${which}. Send words that ${party} can agree to, or ask it to agree to these.`;
    case 'findings': {
      const [count, waived] = [item.count ?? 0, item.waived ?? 0];
      const told = waived === 0 ? '' : ` ${counted(waived, 'problem')} ${waived === 1 ? 'was' : 'were'} waived by counsel.`;
      if (item.met) return `No problem blocks signing.${told}`;
      const one = count === 1;
      return `${counted(count, 'problem')} ${one ? 'blocks' : 'block'} signing. Mend ${one ? 'it' : 'them'} and send a turn, or have counsel of a party waive ${one ? 'it' : 'each'} with a reason.${told}`;
    }
    case 'cleared':
      if (item.met) return `Counsel of ${party} has signed off every clause.`;
      if (clauses.length === 0) return `Counsel of ${party} has signed off nothing yet, because there is no version to sign off.`;
      return `Counsel of ${party} has not signed off ${which}.${lapsedInWords(item)} Counsel must read and sign off ${clauses.length === 1 ? 'it' : 'them'}.`;
    case 'signatory':
      return item.met ? `${party} has named who signs.` : `${party} has named nobody who signs. Its lead must name a signatory in the answers about ${party}.`;
  }
}

function lapsedInWords({ clauses = [], lapsed = [] }: GateItem): string {
  if (lapsed.length === 0) return '';
  const who = lapsed.length < clauses.length ? `${lapsed.length} of them ${lapsed.length === 1 ? 'was' : 'were'}` : lapsed.length === 1 ? 'It was' : 'They were';
  return ` ${who} signed off before the words moved.`;
}
