import { placeIn, placeOf, type Check } from '#stages/inspect/check';
import { captionAfter, plain, sectionWithHeading } from '#stages/inspect/checks/references/captions';
import { refTo, replaceWords } from '#stages/inspect/fix';
import type { Subject } from '#stages/inspect/subject';
import page from './wrong-caption.md';

/** XRF-002: the number of a reference and the caption beside it name different sections. */
export const wrongCaption: Check = {
  code: 'XRF-002',
  rule: 'wrong-caption',
  severity: 'warning',
  needs: 'text',
  pack: 'base',
  page,
  *run(subject) {
    for (const reference of subject.references) {
      const caption = reference.target === null ? undefined : captionAfter(reference);
      const target = caption === undefined ? undefined : subject.section(subject.home(reference.target as string) ?? '');
      if (caption === undefined || target === undefined) continue;
      const { heading, number } = target.printed;
      if (heading.text === '' || plain(heading.text) === plain(caption.words)) continue;
      const meant = sectionWithHeading(subject, caption.words);
      // A paragraph may carry a caption of its own; it is judged only where the words are the heading of another section.
      if (reference.target !== target.printed.id && (meant === undefined || opensWith(subject, reference.target as string, caption.words))) continue;
      yield {
        place: placeIn(reference.in, caption.from, caption.to),
        params: { caption: caption.words, number: reference.number, heading: heading.text },
        related: [placeOf(target.printed.clause)],
        fixes: [
          meant === undefined || meant.printed.number === '' ? undefined : replaceWords(subject, `Point to section ${meant.printed.number}`, [{ in: reference.in, from: reference.numberFrom, to: reference.to }], refTo(meant.printed.id), { after: meant.printed.number }),
          replaceWords(subject, `Name section ${number} by its heading`, [{ in: reference.in, from: caption.from, to: caption.to }], heading.text),
        ],
      };
    }
  },
};

function opensWith(subject: Subject, id: string, caption: string): boolean {
  const text = subject.textById(id);
  return text !== undefined && plain(text.text.text.slice(0, 120)).replace(/^[\d ]+/, '').startsWith(plain(caption));
}
