/** The units in which a period may be stated; knowledge: legal-substance §2, shared value types. */
export const periodUnits = ['hour', 'day', 'business-day', 'week', 'month', 'year'] as const;

/** One unit of time as an agreement states it. */
export type PeriodUnit = (typeof periodUnits)[number];

/** A length of time: a whole number of units, 0 or more. */
export interface Period {
  n: number;
  unit: PeriodUnit;
}

/** A calendar date without time or zone, ISO 8601 (`2027-03-01`). */
export type LocalDate = string;
