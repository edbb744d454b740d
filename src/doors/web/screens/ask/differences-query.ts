import { read } from '../../api';

/** One party's answer to a joint question. */
export interface SideOut {
  party: string;
  value: unknown;
  said: 'sent' | 'agreed' | 'stated';
  turn: number;
  by: string | null;
  at: string | null;
}

/** A joint question that parties answer differently, or have settled. */
export interface DifferenceOut {
  path: string;
  settled: boolean;
  table: unknown;
  sides: SideOut[];
  waits: string[];
}

/** All of them, as the server tells them to the acting party. */
export interface DifferencesOut {
  party: string;
  role: string;
  parties: { id: string; name: string }[];
  differences: DifferenceOut[];
  unsaid: { path: string; own: unknown; table: unknown }[];
}

/** What parties answer differently, as the server knows it. */
export const differencesQuery = (id: string) => ({ queryKey: ['agreement', id, 'differences'], queryFn: () => read<DifferencesOut>(`agreements/${id}/read-differences`) });
