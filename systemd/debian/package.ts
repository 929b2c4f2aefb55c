/** `npm run package`: a Debian package of the checkout, for the architecture of this machine, into `dist/`. */
import { join, resolve } from 'node:path';
import { buildPackage } from './build.js';

const root = resolve(import.meta.dirname, '../../..');
console.log(await buildPackage(root, join(root, 'dist')));
