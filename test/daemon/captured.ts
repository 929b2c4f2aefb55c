import { stub } from 'sinon';

export interface Captured<T> {
  readonly result: T;
  readonly stdout: string;
  readonly stderr: string;
}

/** Does something, and keeps what it prints. */
export async function captured<T>(work: () => Promise<T>): Promise<Captured<T>> {
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
    for (const one of kept) one.restore();
  }
}
