/**
 * Runs a bundle with the rest of the command line, and leaves what V8 made of it: also the functions that were called, which are
 * compiled only then.
 */
import { writeFileSync } from 'node:fs';
import { run } from './program.js';

const [bundle, cache] = process.argv.splice(2, 2) as [string, string];
const script = run(bundle);
process.once('exit', () => writeFileSync(cache, script.createCachedData()));
