import type { Database } from '#world/store/database';
import { openDatabase } from '#world/store/open-database';
import { allStores, type Place } from '../stores';
import { seatsConformance } from '../suites/seats-conformance';
import { storeConformance, type StoreUnderTest } from '../suites/store-conformance';
import { describe } from 'vitest';

describe.each(allStores)('$name', ({ missing, fresh, name }) => {
  describe.skipIf(missing !== undefined)(missing ?? 'everything that a store must do', () => {
    const under = async (): Promise<StoreUnderTest> => {
      const place: Place = await fresh();
      let database: Database;
      return {
        open: async (clock) => (database = await openDatabase(place.at, clock)),
        ...(place.lasting && {
          reopen: async (clock) => {
            await database.close();
            return (database = await openDatabase(place.at, clock));
          },
        }),
        release: place.release,
      };
    };
    storeConformance(name, under);
    // To seats memory and file are the same.
    if (name !== 'in a file') seatsConformance(name, under);
  });
});
