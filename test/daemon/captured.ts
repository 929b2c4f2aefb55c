import { stub } from 'sinon';
import { heard } from '../support/secrecy.js';

export interface Captured<T> {
  readonly result: T;
  readonly stdout: string;
  readonly stderr: string;
}

/** Does something, and keeps what it prints; standard output may tell secrets only where it is exact. */
export async function captured<T>(
  work: () => Promise<T>,
  output: 'masked' | 'exact' = 'masked',
): Promise<Captured<T>> {
  const printed = { stdout: '', stderr: '' };
  const kept = (['stdout', 'stderr'] as const).map((name) =>
    stub(process[name], 'write').callsFake((text) => {
      printed[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
      return true;
    }),
  );
  try {
    const result = await work();
    return { result, ...printed };
  } finally {
    if (output === 'masked') heard(printed.stdout);
    heard(printed.stderr);
    for (const one of kept) one.restore();
  }
}
