import {
  type Card,
  type Extent,
  type FileContent,
  type FileInfo,
  type FilePath,
  type IsEnough,
  isSuitable,
  readSelected,
} from '../card/index.js';
import type { PinGuard } from './pin-guard.js';
import { guarded } from './walk-end.js';

/** Why a PIN may be asked for before anything is read: a flag of the object, or a READ that was refused. */
export type Demand = 'flags' | 'refusal' | null;

/** As `FileContent`, but a refusal has ended the walk. */
export type GuardedContent = Exclude<FileContent, { kind: 'refused' }>;

/** Reads a file that a PIN may guard; verifies it where the rules allow, and ends the walk where they do not. */
export async function readGuarded(
  card: Card,
  pins: PinGuard,
  path: FilePath,
  extent: Extent,
  isEnough: IsEnough,
  demand: Demand,
): Promise<GuardedContent> {
  const files = card.application;
  const selected = await files.select(path, 'info');
  if (selected.kind !== 'selected') return selected;
  const { info } = selected;
  if (!isSuitable(info)) return { kind: 'unsuitable' };
  const read = () => readSelected(files, path.name, extent, info.size, isEnough);
  const authorise = async () => {
    await meet(card, pins, path, info, demand === 'flags');
    return await files.select(path, 'nothing');
  };

  if (demand === null) {
    const content = await read();
    if (content.kind !== 'refused') return content;
  }
  const again = await authorise();
  if (again.kind !== 'selected') return again;
  const content = await read();
  if (content.kind === 'refused') throw guarded('access');
  return content;
}

async function meet(
  card: Card,
  pins: PinGuard,
  path: FilePath,
  info: FileInfo,
  flagged: boolean,
): Promise<void> {
  const need = await card.readNeed(path, info, flagged);
  if (need.kind === 'unattainable') throw guarded('access');
  if (need.kind === 'key') await pins.verify(need.key);
}
