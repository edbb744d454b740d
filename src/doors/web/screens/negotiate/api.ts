import type { Changes } from '#stages/negotiate/changes';
import type { Standing } from '#stages/negotiate/standing';
import { read } from '../../api';

/** A turn in the list of turns. */
export interface TurnOut {
  turn: number;
  party: string;
  by: string;
  at: string;
  version: number;
  digest: string;
  changed: string[];
  note: string | null;
}

/** A comment, with who reads it. */
export interface CommentOut {
  id: string;
  clause: string | null;
  scope: 'us' | 'everyone';
  text: string;
  party: string;
  by: string;
  at: string;
}

/** An issue that counsel noted. */
export interface IssueOut {
  id: string;
  clause: string | null;
  title: string;
  text: string;
  scope: 'counsel' | 'party';
  by: string;
  at: string;
  settled: { decision: string; by: string; at: string } | null;
}

/** Where everyone stands. */
export interface NegotiationOut {
  party: string;
  role: 'lead' | 'contributor' | 'counsel' | 'signatory' | 'reader';
  unsent: boolean;
  base: number;
  rebased: { from: number; to: number; clauses: string[]; paths: string[] } | null;
  parties: { id: string; name: string; joined: boolean }[];
  people: { person: string; name: string; party: string; role: string }[];
  turns: TurnOut[];
  standing: Standing | null;
  comments: CommentOut[];
  issues: IssueOut[];
  clearances: { party: string; covered: string[]; lapsed: { clause: string; turn: number; movedIn: number; movedBy: string }[]; open: string[]; complete: boolean }[];
  waivers: { fingerprint: string; code: string; reason: string; party: string; by: string; at: string }[];
  gate: { code: string; met: boolean; party: string | null; sentence: string }[];
  declined: { field: string; reason: string; party: string; by: string; at: string }[];
  reopened: { reason: string; party: string; by: string; at: string }[];
}

/** Where every party stands with an agreement. */
export const negotiationQuery = (id: string) => ({ queryKey: ['agreement', id, 'negotiation'], queryFn: () => read<NegotiationOut>(`agreements/${id}/read-negotiation`) });

/** What changed between two versions: a turn by its number, 0 for nothing, or the own text with what was not sent. */
export const changesQuery = (id: string, from: number | 'own', to: number | 'own') => ({
  queryKey: ['agreement', id, 'changes', from, to],
  queryFn: async () => {
    const { changes, answers } = await read<{ changes: Changes; answers: string[] }>(`agreements/${id}/compare-turns`, { from: String(from), to: String(to) });
    return { ...changes, answers };
  },
});

/** The text of a turn as its JSON, with the answers behind it. */
export const turnQuery = (id: string, turn: number) => ({ queryKey: ['agreement', id, 'turn', turn], queryFn: () => read<{ turn: number; document: unknown; answers: unknown }>(`agreements/${id}/read-turn`, { turn: String(turn) }), staleTime: Infinity });
