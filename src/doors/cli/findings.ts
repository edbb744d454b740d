import type { FindingOut } from '#operations/forms';

const words = { error: 'blocks signing', warning: 'worth fixing', advice: 'note' } as const;

/** "3 problems: 1 blocks signing, 2 worth fixing." */
export function summary(findings: readonly FindingOut[]): string {
  if (findings.length === 0) return 'No problems found. That does not mean that the text has the effect you want: have an attorney confirm it.';
  const count = (severity: FindingOut['severity']): number => findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    [count('error'), 'blocks signing', 'block signing'],
    [count('warning'), 'worth fixing', 'worth fixing'],
    [count('advice'), 'note', 'notes'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, one, many]) => `${n} ${n === 1 ? one : many}`);
  return `${findings.length} ${findings.length === 1 ? 'problem' : 'problems'}: ${said.join(', ')}.`;
}

/** A finding as a few lines: place, rule, sentence, the words with a caret line, what to do. */
export function lines(finding: FindingOut): string[] {
  const where = finding.where === '' ? (finding.place.path ?? 'the whole agreement') : finding.where;
  const head = `${where}  ${finding.code}  ${words[finding.severity]}: ${finding.message}`;
  const quote = finding.place.quote === '' ? [] : [`    ${oneLine(finding.place.quote)}`, `    ${'^'.repeat(Math.min(oneLine(finding.place.quote).length, 76))}`];
  const fix = finding.fixes[0];
  return [head, ...quote, ...(finding.place.path !== null && finding.where !== '' ? [`    fact: ${finding.place.path}`] : []), ...(fix === undefined ? [] : [`    fix: ${fix.title}`])];
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > 76 ? `${flat.slice(0, 75)}…` : flat;
}
