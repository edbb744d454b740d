import { openMemoryStore } from '#world/store/memory';
import { storeConformance } from '../suites/store-conformance';

storeConformance('memory', async () => ({ open: async (clock) => openMemoryStore(clock) }));
