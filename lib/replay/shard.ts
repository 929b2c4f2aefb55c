import { ReplayError } from './error.js';

const MAX_SHARDS = 10_000;

/** Which of how many equal shares of the work is done here; the first is 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `I/N`. Throws `ReplayError` `bad-shard`. */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (!(shard.index >= 1 && shard.index <= shard.count && shard.count <= MAX_SHARDS)) {
    throw new ReplayError('bad-shard', '--shard', `I/N, 1/1 to ${MAX_SHARDS}/${MAX_SHARDS}`, text);
  }
  return shard;
}

/** This share: every item is in exactly one, and neighbours are in different ones. */
export const shareOf = <Item>(items: readonly Item[], { index, count }: Shard): Item[] =>
  items.filter((_, at) => at % count === index - 1);
