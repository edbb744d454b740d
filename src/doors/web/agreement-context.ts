import { createContext, use, useSyncExternalStore } from 'react';
import type { Document } from '#agreement/document/schema';
import type { Library } from '#library/library';
import type { AgreementOut } from './api';
import type { ShownParty } from './components/party';
import type { Editing, EditingState } from './editing';
import type { LawsHere } from './library-here';

/** What every screen of one agreement shares. */
export interface AgreementHere {
  id: string;
  /** As the server knows it. */
  data: AgreementOut;
  /** Its newest kept text; null before the first draft. */
  document: Document | null;
  /** That of its answers as they stand on this page: the base, with the packs of its governing law. */
  library: Library;
  /** Which packs of law count for it and why, and what has none. */
  laws: LawsHere;
  editing: Editing;
  parties: ShownParty[];
  /** True once the text is sealed: nothing can be changed any more. */
  sealed: boolean;
}

/** Holds the agreement that the screens below are about. */
export const AgreementContext = createContext<AgreementHere | null>(null);

/** The agreement that this screen is about. */
export function useAgreement(): AgreementHere {
  const here = use(AgreementContext);
  if (here === null) throw new Error('no agreement around this screen');
  return here;
}

/** The answers as they stand on this page, and how far they are saved. */
export function useEditing(): EditingState {
  const { editing } = useAgreement();
  return useSyncExternalStore(editing.subscribe, editing.state);
}
