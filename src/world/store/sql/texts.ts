import { textsDigest } from '#world/store/digest';
import type { Texts, WordIndex } from '#world/store/sql/engine';
import type { Connection } from '#world/store/sql/rows';

/** The words by which a party finds an agreement, null if there are none. */
export async function readTexts(db: Connection, agreement: string, party: string): Promise<Texts | null> {
  return (await db.selectFrom('texts').select(['title', 'parties', 'words']).where('agreement', '=', agreement).where('party', '=', party).executeTakeFirst()) ?? null;
}

/** Keeps or replaces them, also in the index for those who find the agreement by them. */
export async function writeTexts(index: WordIndex, db: Connection, agreement: string, party: string, texts: Texts): Promise<void> {
  const kept = { ...texts, row_check: textsDigest({ agreement, party, ...texts }) };
  await db
    .insertInto('texts')
    .values({ agreement, party, ...kept })
    .onConflict((conflict) => conflict.columns(['agreement', 'party']).doUpdateSet(kept))
    .execute();
  const persons = (await index.holders(db, agreement)).filter((one) => one.party === party).map((one) => one.person);
  if (persons.length > 0) await index.put(db, agreement, party, persons, texts);
}

/** Has exactly those find an agreement who have a live seat in it, each by the words of their party. */
export async function indexSeats(index: WordIndex, db: Connection, agreement: string): Promise<void> {
  const seats = await db.selectFrom('seats').select(['person', 'party']).where('agreement', '=', agreement).where('ended_at', 'is', null).orderBy('person').execute();
  const holders = await index.holders(db, agreement);
  await index.drop(db, agreement, holders.filter((holder) => !seats.some((seat) => seat.person === holder.person)).map((holder) => holder.person));
  const missing = seats.filter((seat) => !holders.some((holder) => holder.person === seat.person && holder.party === seat.party));
  for (const party of new Set(missing.map((seat) => seat.party))) {
    const texts = await readTexts(db, agreement, party);
    if (texts !== null) await index.put(db, agreement, party, missing.filter((seat) => seat.party === party).map((seat) => seat.person), texts);
  }
}
