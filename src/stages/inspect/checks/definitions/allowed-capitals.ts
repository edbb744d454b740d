/**
 * Capitals that are no defined terms. A phrase is left alone if one of its words is listed here; add a word rather than
 * an exception in a check.
 */

/** Words of names of bodies, laws, places and times. */
const ofNames =
  'act agency assembly association authority bank board bureau cabinet centre center chamber chambers church city clinic clinics code college commission committee company conference congress constitution convention corporation council county ' +
  'court courts department directive district economic embassy exchange faculty federation foundation fund government group holding hospital inc institute international kingdom laboratory laws league limited ltd ministry museum nations ' +
  'office ombudsman organisation organization parliament partnership plc police president programme program prosecutor protocol province registry register regulation republic rule rules school secretary senate society state states statute street ' +
  'territory tower treaty tribunal trust union universities university village ' +
  'january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday easter christmas ' +
  'mr mrs ms dr prof professor sir lady';

/** Countries, peoples and languages where a name would not be found by the words above. */
const ofPlaces =
  'africa african america american americas asia asian australia australian austria austrian belgian belgium berlin brazil british brussels california canada canadian china chinese croatian cyprus czech danish delaware denmark dublin dutch ' +
  'england english estonia euro europe european finland finnish france frankfurt french geneva german germany greece greek hamburg hungarian hungary iceland india indian internet ireland irish israel italian italy japan japanese kong korea korean ' +
  'latin latvia lisbon lithuania london luxembourg madrid malta mexico milan moscow munich netherlands norway norwegian paris poland polish portugal portuguese roman romania rome russia russian scotland scottish singapore slovak slovenia spain ' +
  'spanish stockholm sweden swedish swiss switzerland turkey turkish ukraine vienna wales warsaw washington welsh york zurich zürich';

/** Words that any reader of an agreement understands without a definition, and marks, licences and standards written with capitals. */
const ofTexts =
  'agreement agreements annex annexes appendix appendices article articles attachment attachments chapter chapters clause clauses exhibit exhibits heading headings item items paragraph paragraphs part parties party recital recitals schedule ' +
  'schedules section sections subsection table ' +
  'apache arbitration bluetooth commons copyleft creative excel git github gmail google incoterms java javascript linux microsoft office open pdf python software source unicode windows word';

/** Words that make a capitalised phrase a name or a part of the text itself. */
export const allowedCapitals: ReadonlySet<string> = new Set(`${ofNames} ${ofPlaces} ${ofTexts}`.split(' '));

/** Nouns that contracts use as defined terms; a capitalised phrase that ends in one is a term even without an article. */
export const termNouns: ReadonlySet<string> = new Set(
  ('affiliate affiliates assets background budget business claim claims closing collaboration commencement completion consideration content contractor contribution contributions control customer customers data date day days deliverable ' +
    'deliverables developments disclosure documentation documents equipment event expenses fee fees field foreground goods improvement improvements indemnity information intellectual invention inventions ip know-how licence licences license ' +
    'licensee licensor loss losses mark marks material materials milestone milestones obligations operator patent patents payment payments period personnel plan platform price product products profit profits project property purchaser ' +
    'purpose rate records report reports representative representatives result results revenue revenues rights royalties royalty sales seller service services share shares site sites software specification specifications supplier system ' +
    'taxes technology term terms third-party trademark trademarks transaction users value warranty work works year').split(' '),
);
