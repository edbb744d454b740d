/** What a person may be for a party in an agreement (design: parties, seats, and who sees what). */
export const roles = ['lead', 'contributor', 'counsel', 'signatory', 'reader'] as const;

/** One of the roles a seat can have. */
export type Role = (typeof roles)[number];

/** A person acting for one party: everything a store returns is filtered by it, and every event it writes names it. */
export interface Seat {
  /** Id of the person's record. */
  readonly person: string;
  /** Id of the party that the person acts for here. */
  readonly party: string;
  readonly role: Role;
  /** Ids of the caucuses that the party belongs to. */
  readonly caucuses: readonly string[];
}

/** The only seat of an installation without accounts: whoever runs the program, drafting for all parties. */
export const localSeat: Seat = { person: 'local', party: 'local', role: 'lead', caucuses: [] };
