import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Skips the tests of a suite or one test, and says why: nothing is passed in silence. */
export function skipBecause(context: Mocha.Context, reason: string): never {
  console.log(`\nskipping "${context.test?.parent?.fullTitle() ?? ''}": ${reason}`);
  return context.skip();
}

/** Whether a program is installed. */
export function installed(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
