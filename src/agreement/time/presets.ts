/** Names of the statutes and models whose way of counting time is known. */
export const presetIds = ['EU-1182', 'DE-BGB', 'EW', 'FR', 'NY-GCL', 'CA', 'UNIDROIT', 'UNCITRAL'] as const;

/** One preset for counting time. */
export type PresetId = (typeof presetIds)[number];

/** What a period is for, where that changes how it ends. */
export type Purpose = 'payment' | 'formal-notice' | 'termination-notice';

/**
 * What a statute or model changes in the ten rules; the answers of the agreement (zone, places, roll) come first. No preset
 * changes counting back: Regulation 1182/71 leaves such a period where it ends, but the text of our agreements goes earlier.
 */
export interface Preset {
  id: PresetId;
  /** The rule of a jurisdiction pack that states it, or null for an international model. */
  rule: string | null;
  sources: readonly string[];
  /** False if the law has no general rule for periods in contracts and the preset is only a model. */
  general: boolean;
  /** The answer this preset proposes for time.calendar.roll. */
  roll: 'next' | 'none';
  /** Periods that end on their last day whatever day it is. */
  noRollFor: readonly Purpose[];
  /** Whose holidays decide about the last day. */
  rollAt: 'calendar' | 'performer' | 'addressee';
  /** A period of `from` days or more contains at least `count` business days. */
  minimum?: { from: number; count: number };
  confidence: 'H' | 'M' | 'L';
  attorneyMustConfirm: true;
}

const base = { general: true, roll: 'next', noRollFor: [], rollAt: 'calendar', attorneyMustConfirm: true } as const;

/** The presets by name; legal-substance §5 (EU-09, DE-12, EW-13, NY-07, CA-04) and §7. */
export const presets: Readonly<Record<PresetId, Preset>> = {
  'EU-1182': {
    ...base, id: 'EU-1182', rule: 'EU-09', minimum: { from: 2, count: 2 }, confidence: 'H',
    sources: ['Regulation (EEC, Euratom) 1182/71, art. 3'],
  },
  'DE-BGB': {
    ...base, id: 'DE-BGB', rule: 'DE-12', noRollFor: ['termination-notice'], confidence: 'H',
    sources: ['BGB §§187–193', 'BGH, 17 February 2005, III ZR 172/04'],
  },
  EW: {
    ...base, id: 'EW', rule: 'EW-13', roll: 'none', confidence: 'H',
    sources: ['Dodds v Walker [1981] 1 WLR 1027', 'Law of Property Act 1925, s 61'],
  },
  FR: {
    ...base, id: 'FR', rule: null, general: false, confidence: 'M',
    sources: ['Code de procédure civile, arts 640–642'],
  },
  'NY-GCL': {
    ...base, id: 'NY-GCL', rule: 'NY-07', confidence: 'H',
    sources: ['New York General Construction Law §§20, 25, 30'],
  },
  CA: {
    ...base, id: 'CA', rule: 'CA-04', confidence: 'H',
    sources: ['California Civil Code §§10–11'],
  },
  UNIDROIT: {
    ...base, id: 'UNIDROIT', rule: null, rollAt: 'performer', confidence: 'H',
    sources: ['UNIDROIT Principles of International Commercial Contracts 2016, art. 1.12'],
  },
  UNCITRAL: {
    ...base, id: 'UNCITRAL', rule: null, rollAt: 'addressee', confidence: 'H',
    sources: ['UNCITRAL Arbitration Rules, art. 2'],
  },
};

const byPack: Readonly<Record<string, PresetId>> = { eu: 'EU-1182', de: 'DE-BGB', 'gb-eaw': 'EW', fr: 'FR', 'us-ny': 'NY-GCL', 'us-ca': 'CA' };

/**
 * The preset of a jurisdiction pack, or why there is none: `no-general-rule-verified` for Delaware, where no general rule
 * for periods in contracts has been verified (legal-substance §7, confidence low, an attorney must confirm), and
 * `pack-without-preset` for every other pack. Without a preset the calendar clause of the agreement decides alone.
 */
export function presetOfPack(pack: string): { preset: Preset } | { preset: null; why: 'no-general-rule-verified' | 'pack-without-preset' } {
  if (Object.hasOwn(byPack, pack)) return { preset: presets[byPack[pack] as PresetId] };
  return { preset: null, why: pack === 'us-de' ? 'no-general-rule-verified' : 'pack-without-preset' };
}
