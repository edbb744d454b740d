import { openDatabase } from '#world/store/sqlite/open-database';
import { seatsConformance } from '../suites/seats-conformance';
import { storeConformance } from '../suites/store-conformance';

const inMemory = async () => ({ open: (clock: () => string) => openDatabase(':memory:', clock) });

storeConformance('in memory', inMemory);
seatsConformance('in memory', inMemory);
