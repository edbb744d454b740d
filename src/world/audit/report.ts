/** Something that is not as it was written. */
export interface AuditFault {
  /** The table in which it lies, null where that cannot be told. */
  table: string | null;
  /** Where: such as "event 3 of a1/shared" or "row agreement a1, person p2"; empty for a table as a whole. */
  place: string;
  /** What is wrong, as a part of a sentence. */
  words: string;
  /** The stream and number, where it is an event. */
  stream?: string;
  seq?: number;
  /** The agreement it belongs to. */
  agreement?: string;
  /** The file from outside that it was found with. */
  against?: string;
}

/** What an audit went through. */
export interface AuditCounts {
  agreements: number;
  streams: number;
  events: number;
  files: number;
  people: number;
  checkpoints: number;
  /** Checkpoints that left the server earlier and were compared. */
  compared: number;
}

/** How an audit ended. */
export interface AuditReport {
  ok: boolean;
  counts: AuditCounts;
  /** All faults that were found, in the order in which they were; at most `mostFaults`. */
  faults: AuditFault[];
  /** How many there are in all. */
  faulty: number;
  /** What could not be checked, and why. */
  unchecked: string[];
}

/** Faults that a report holds; more are counted. */
export const mostFaults = 10_000;
