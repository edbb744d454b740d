import type { LocalDate } from '#agreement/time/period';

interface CommonMeta {
  /** What the footer calls this text: "Draft of 1 November 2026", "Version 3". */
  version: string;
  /** The date of the text, for file properties; there is no clock in here, so the caller always says it. */
  date: LocalDate;
  /** One line under the title. */
  subtitle?: string;
  /** Names for the property "author": the parties. */
  authors?: readonly string[];
  /** Words for the property "keywords". */
  keywords?: readonly string[];
  /** Paper of formats with pages; 'a4' where it is not said. */
  paper?: 'a4' | 'letter';
  /** Sets the PDF closer, for a text beside the agreement: in one column, or in two so that a list of short lines stands on one page. */
  leaflet?: 'one-column' | 'two-columns';
}

/**
 * What a printed agreement carries beside its words, the same for every format so that all files of one version say the same.
 * A draft always carries the notice about what this product does and does not do, and the marking "Draft"; a final text is the one to be signed.
 */
export type PrintMeta = CommonMeta & ({ state: 'draft'; notice: string } | { state: 'final'; notice?: undefined });
