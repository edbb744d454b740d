import words from './fr.json' with { type: 'json' };

/** What people read of a fact in French: its label, and what else its English row says. */
export interface FrenchFact {
  label: string;
  question?: string;
  help?: string;
  how?: string;
  when?: string;
  options?: Readonly<Record<string, string>>;
}

const facts = words as unknown as Readonly<Record<string, FrenchFact>>;

/** The French words of a fact by its row's path (`work.items.*.end`), undefined where it has none yet. They await review by a lawyer. */
export function factInFrench(path: string): FrenchFact | undefined {
  return Object.hasOwn(facts, path) ? facts[path] : undefined;
}
