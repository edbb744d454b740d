import { printDocument, textsOf } from '#agreement/document/print';
import type { Document } from '#agreement/document/schema';
import type { Seat } from '#agreement/record/seat';
import { newestTurn } from '#agreement/record/shared';
import type { State } from '#agreement/record/state';
import { needsOf } from '#stages/negotiate/needs';
import { partyName } from '#operations/mails';
import type { PartyRow } from '#world/store/store';

/**
 * The list rows that a change leaves: the own party's, and with `all` those of every party that came in. Others see what the
 * newest turn says, never what is drafted and not sent. `words` are those of the text that changed; `toAll` gives them to everybody.
 */
export function rowsOf(state: State, seat: Seat, { all, words, toAll }: { all: boolean; words: string | undefined; toAll: boolean }): PartyRow[] {
  const { shared } = state;
  const turn = newestTurn(shared);
  const status = state.phase;
  const parties = [...new Set([seat.party, ...(all ? shared.seats.map((one) => one.party) : [])])];
  const asked = needsOf(shared, { party: seat.party, unsent: state.unsent, phase: state.phase, parties: (turn?.parties ?? state.parties).map((party) => party.id) });
  return parties.map((party): PartyRow => {
    const own = party === seat.party;
    const seen = own ? state : turn;
    return {
      party,
      // What another party drafts for itself under another title stays in its own row until a turn replaces it.
      ...((own || toAll || shared.seal !== null) && {
        title: seen?.title ?? null,
        type: seen?.type ?? null,
        parties: (seen?.parties ?? []).map((one) => (typeof one.shortName === 'string' && one.shortName !== '' ? one.shortName : one.id)),
      }),
      ...((own || turn !== undefined) && { status }),
      turn: turn?.turn ?? 0,
      needs: (asked.needs[party] ?? []).map((need) => (turn !== undefined && turn.party !== party && (need.what === 'answer' || need.what === 'clear') ? { ...need, from: partyName(turn, turn.party) } : need)),
      waits: (asked.waits[party] ?? []).map((wait) => ({ ...wait, ...(seen !== undefined && { name: partyName(seen, wait.party) }) })),
      ...(words !== undefined && (own || toAll) && { words }),
    };
  });
}

/** Most characters of a text by which an agreement is found. */
const mostWords = 200_000;

/** The words of a text, for the search. */
export function searchWords(document: Document): string {
  return printDocument(document).sections.map((section) => [...textsOf(section)].map((text) => text.text).join('\n')).join('\n').slice(0, mostWords);
}
