/** Starts the bundle beside this file, `X.bundle.js` for `X.js`, from the compiled form that the package has of it. */
import { readFileSync } from 'node:fs';
import { run } from './program.js';

const name = __filename.slice(0, -'.js'.length);
run(`${name}.bundle.js`, readFileSync(`${name}.bundle.cache`));
