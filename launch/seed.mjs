/*
 * Loaded by mocha before any test (.mocharc.json): every random test of a run starts from one seed, which is printed. It is the same in every
 * run, so that a change is judged by the same inputs as the one before; LINGUANG_SEED=random draws another, LINGUANG_SEED=<seed> repeats one.
 */
import fc from 'fast-check';

const asked = process.env.LINGUANG_SEED ?? '20260301';
const seed = asked === 'random' ? Date.now() % 2 ** 31 : Number(asked);
process.env.LINGUANG_SEED = String(seed);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
console.log(`random tests start from seed ${seed}; LINGUANG_SEED=random draws another`);
