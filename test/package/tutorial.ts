import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/paths.js';

const TEXT = readFileSync(join(ROOT, 'docs/tutorial.md'), 'utf8');

/** The commands below a heading of the tutorial. */
export function commands(heading: string): string[] {
  const section = TEXT.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const block = /```sh\n(.*?)```/s.exec(section ?? '')?.[1];
  if (block === undefined) throw new Error(`the tutorial has no commands below "${heading}"`);
  return block.trim().split('\n');
}

/** Runs a command as a reader of the tutorial does. Resolves with what it printed. */
export async function follow(command: string, folder: string): Promise<string> {
  return (await promisify(execFile)('sh', ['-e', '-c', command], { cwd: folder })).stdout;
}
