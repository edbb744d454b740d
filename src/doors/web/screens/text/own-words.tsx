import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { SectionChange } from '#stages/negotiate/changes';
import { useAgreement } from '../../agreement-context';
import { read, write } from '../../api';
import { SectionChanges } from '../../components/changes';
import { Dialog } from '../../components/dialog';
import { Icon } from '../../components/icons';
import { Trouble } from '../../components/state';

interface PackOut {
  id: string;
  version: string;
  date: string;
  digest: string;
  title: string | null;
}

interface WordsOut {
  library: string | null;
  pack: PackOut | null;
  draftedAt: string | null;
  own: boolean;
  newer: 'same' | 'pack' | 'base' | 'other';
  newest: PackOut | null;
  base: { version: string; date: string };
  offers: { clause: string; heading: string; kind: 'changed' | 'new' | 'gone'; edited: boolean; changes: SectionChange[] }[];
  trouble: string | null;
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const kinds = { changed: 'reads otherwise', new: 'is new', gone: 'is not in them' } as const;

/** From which words the text was drafted, where newer ones are here, and these clause by clause. */
export function OwnWords({ onDone }: { onDone: (said: string) => Promise<void> }): ReactNode {
  const { id, data, sealed } = useAgreement();
  const words = useQuery({ queryKey: ['agreement', id, 'words'], queryFn: () => read<WordsOut>(`agreements/${id}/read-words`), enabled: !sealed && data.document !== null });
  const [looking, setLooking] = useState(false);
  if (words.data === undefined || sealed) return null;
  const { newer, trouble, pack } = words.data;
  const may = data.role === 'lead' || data.role === 'contributor';
  return (
    <>
      {pack !== null && newer === 'same' && trouble === null && (
        <p className="words-line quiet no-print">
          Drafted from {packName(pack)}.
        </p>
      )}
      {trouble !== null && (
        <p className="notice words-line no-print" role="note">
          {trouble}
        </p>
      )}
      {newer !== 'same' && (
        <p className="notice words-line no-print" role="note">
          {lineOf(words.data)}{' '}
          {may && (
            <button type="button" className="link link-touch" onClick={() => setLooking(true)}>
              {words.data.offers.length === 0 ? 'Use it' : words.data.offers.length === 1 ? 'Look at one clause' : `Look at ${words.data.offers.length} clauses`}
            </button>
          )}
        </p>
      )}
      {looking && <Offers words={words.data} onClose={() => setLooking(false)} onDone={async (said) => { await onDone(said); setLooking(false); }} />}
    </>
  );
}

function packName({ title, id, version, date }: PackOut): string {
  return `${title ?? id} ${version} of ${day.format(new Date(date))}`;
}

function lineOf({ newer, pack, newest, base, draftedAt, offers }: WordsOut): string {
  const none = offers.length === 0 ? ' No word of this text differs in it.' : '';
  if (newer === 'pack') return `${pack === null ? 'This text was drafted without your pack' : `This text was drafted from ${packName(pack)}`}; ${newest === null ? 'a newer one' : packName(newest)} is here.${none}`;
  if (newer === 'base') return `This text was drafted ${draftedAt === null ? 'earlier' : `on ${day.format(new Date(draftedAt))}`} from earlier words of Entente; newer ones, ${base.version} of ${day.format(new Date(base.date))}, are here.${none}`;
  return 'Another party drafted this text from words of its own. You can put your own in their place, clause by clause.';
}

function Offers({ words, onClose, onDone }: { words: WordsOut; onClose: () => void; onDone: (said: string) => Promise<void> }): ReactNode {
  const { id, data } = useAgreement();
  // Words that people wrote, and those of another party, are replaced only where somebody says so.
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(words.newer === 'other' ? [] : words.offers.filter((offer) => !offer.edited).map((offer) => offer.clause)));
  const take = useMutation({
    mutationFn: (clauses: readonly string[]) => write<{ taken: number }>(`agreements/${id}/take-words`, { clauses, ...(data.version !== null && { version: data.version }) }),
    onSuccess: ({ taken }) => onDone(taken === 0 ? 'All words stay as they are.' : taken === 1 ? 'One clause has the newer words.' : `${taken} clauses have the newer words.`),
  });
  const some = words.offers.length > 0;
  return (
    <Dialog title={words.newer === 'other' ? 'Your own words for this text' : 'Newer words for this text'} onClose={onClose}>
      <p className="mb-4">{lineOf(words)} {some && 'Clauses that are not chosen keep their words; they get new ones once an answer that they use changes.'}</p>
      <ul className="offers">
        {words.offers.map((offer) => (
          <li key={offer.clause} className="fix">
            <label className="offer-head">
              <input
                type="checkbox"
                checked={chosen.has(offer.clause)}
                onChange={({ target }) => setChosen((now) => new Set(target.checked ? [...now, offer.clause] : [...now].filter((one) => one !== offer.clause)))}
              />
              <span>
                <b>{offer.heading}</b> {kinds[offer.kind]}
                {offer.edited && ' (your side rewrote this clause)'}
              </span>
            </label>
            <div className="offer-words">
              {offer.changes.map((section) => (
                <SectionChanges key={`${section.what} ${section.id} ${section.lang}`} section={section} />
              ))}
            </div>
          </li>
        ))}
      </ul>
      {take.isError && <Trouble error={take.error} title="Nothing was changed" />}
      <p className="dialog-foot flex flex-wrap gap-3">
        <button type="button" className="button primary" aria-disabled={take.isPending || (some && chosen.size === 0)} onClick={() => !take.isPending && (!some || chosen.size > 0) && take.mutate([...chosen])}>
          <Icon name="check" /> {some ? `Take the chosen words (${chosen.size})` : 'Use it from now on'}
        </button>
        {some && (
          <button type="button" className="button" aria-disabled={take.isPending} onClick={() => !take.isPending && take.mutate([])}>
            Keep all words as they are
          </button>
        )}
        <button type="button" className="button bare" onClick={onClose}>
          Decide later
        </button>
      </p>
    </Dialog>
  );
}
