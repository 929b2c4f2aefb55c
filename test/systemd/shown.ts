import { existsSync, readFileSync } from 'node:fs';
import type { LayerReport, Origin } from '../../lib/tree/index.js';
import { heard } from '../support/secrecy.js';
import { output } from '../support/service.js';

/** Where a hook of the test writes what it was told. */
export const MARKS = '/var/lib/dmbootd-hook/marks';

/** What `dmbootctl` prints as JSON. */
export const told = async <T>(...args: readonly string[]): Promise<T> => {
  const text = await output('dmbootctl', ...args, '--json');
  heard(text);
  return JSON.parse(text);
};

interface Shown {
  readonly uri: string;
  readonly origin?: unknown;
}

/** The tree that users see, but for where it came from. */
export async function tree(): Promise<unknown[]> {
  const { nodes } = await told<{ nodes: readonly Shown[] }>('tree');
  return nodes.map(({ origin: _, ...node }) => node);
}

export const accounts = async (): Promise<{ origin: Origin; confirmed: boolean }[]> =>
  (await told<{ accounts: { origin: Origin; confirmed: boolean }[] }>('accounts')).accounts;

export const reports = async (): Promise<readonly LayerReport[]> =>
  (await told<{ reports: readonly LayerReport[] }>('report')).reports;

export const kinds = async (): Promise<string[]> =>
  (await told<{ origins: { origin: Origin }[] }>('origins')).origins.map(
    ({ origin }) => origin.kind,
  );

export const marks = (): string[] =>
  existsSync(MARKS) ? readFileSync(MARKS, 'utf8').trimEnd().split('\n') : [];
