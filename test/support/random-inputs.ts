// Loaded before all tests (`.mocharc.json`): what properties draw their inputs from.
import fc from 'fast-check';

/** Any number would do; with a fixed one `npm test` gives the same answer everywhere. */
const FIXED_SEED = 20_261_127;

const { FUZZ_TIMES, FUZZ_SEED, FUZZ_PATH } = process.env;
const times = Number(FUZZ_TIMES ?? 1);

/** How many inputs a property draws where its author thinks that `usual` are enough: `npm run fuzz` draws more. */
export const runs = (usual: number): number => usual * times;

fc.configureGlobal({
  seed: Number(FUZZ_SEED ?? FIXED_SEED),
  numRuns: runs(100),
  ...(FUZZ_PATH !== undefined && { path: FUZZ_PATH }),
});

/** What a source of chance gives. */
export const chance = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

export const anything = fc.anything({ withDate: true, withNullPrototype: true });

/** °C */
export const degrees = fc.double({ min: -50, max: 50, noNaN: true });
