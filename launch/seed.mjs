/*
 * Loaded by mocha before any test (.mocharc.json): every random test of a run starts from one seed, which is printed.
 * LINGUANG_SEED=<seed> repeats a run.
 */
import fc from 'fast-check';

const seed = Number(process.env.LINGUANG_SEED ?? Date.now() % 2 ** 31);
process.env.LINGUANG_SEED = String(seed);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
console.log(`random tests start from seed ${seed}; LINGUANG_SEED=${seed} repeats them`);
