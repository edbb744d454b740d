import { placeOf, type Check } from '#stages/inspect/check';
import { figureOn } from '#library/rules';
import { rulesAmong } from '#stages/inspect/law';
import page from './missing-form.md';

/** ENF-004: what the agreement is about needs a form that the way of signing does not give. */
export const missingForm: Check = {
  code: 'ENF-004',
  rule: 'missing-form',
  severity: 'error',
  needs: 'facts',
  pack: 'base',
  page,
  *run(subject) {
    const level = subject.fact('sign.method.level');
    if (typeof level !== 'string') return;
    const place = subject.placeOfFact('sign.method.level');
    const { gov } = subject.answers?.facts ?? {};
    const seat = gov?.company?.seat;
    const binding = subject.fact('agreement.bindingness') !== 'non-binding';
    const german = rulesAmong(subject, ['DE-05'])[0];
    const shares = german === undefined ? undefined : figureOn(subject.library, 'DE-05', 'company-shares', subject.today);
    if (german !== undefined && shares?.known === true && binding && subject.type === 'IJV' && (seat === 'DE' || seat?.startsWith('DE-') === true) && level !== shares.is) {
      yield { place, related: [placeOf(null, 'gov.company.seat')], params: { kind: 'shares', title: german.title }, law: german };
    }
    const english = rulesAmong(subject, ['EW-05'])[0];
    if (english !== undefined && binding && level !== 'deed' && level !== 'notarial' && isGift(subject.fact('money.model'), subject.items('contribution.items'), subject.parties.length)) {
      yield { place, severity: 'advice', params: { kind: 'gift', title: english.title }, law: english };
    }
  },
};

/** One party gives, and no other one gives or pays anything. */
function isGift(model: unknown, items: readonly { value: Record<string, unknown> }[], parties: number): boolean {
  const givers = new Set(items.map((item) => item.value.party));
  return parties > 1 && givers.size === 1 && Array.isArray(model) && model.every((one) => one === 'own-costs');
}
