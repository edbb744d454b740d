import fc from 'fast-check';
import { vi } from 'vitest';

// Property tests try the same cases on every run: whether the suite passes must not hang on luck. `npm run faults` looks for new ones.
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_261_123);
const seconds = Number(process.env['PROPERTY_SECONDS'] ?? 0);

fc.configureGlobal({ seed });

// With a time for each property, it runs as often as fits, whatever seed its test asks for; one that asks for a thousand runs gets these.
if (seconds > 0) {
  vi.doMock('fast-check', () => {
    const assert = <Ts>(property: fc.IRawProperty<Ts>, parameters?: fc.Parameters<Ts>): unknown => fc.assert(property, (parameters?.numRuns ?? 0) >= 1000 ? { ...parameters, seed } : { ...parameters, seed, numRuns: 1_000_000_000, interruptAfterTimeLimit: seconds * 1000 });
    return { ...fc, assert, default: { ...fc, assert } };
  });
}
