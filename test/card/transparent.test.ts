import assert from 'node:assert/strict';
import type { Response } from '../../lib/apdu/index.js';
import type { FileSystem } from '../../lib/card/card.js';
import { CardError } from '../../lib/card/error.js';
import { type FilePath, UNKNOWN_FILE } from '../../lib/card/file.js';
import {
  type FileContent,
  MAX_FILE_LENGTH,
  readBySfi,
  readFile,
  readSelected,
  WHOLE,
} from '../../lib/card/transparent.js';

interface Content {
  readonly length: number;
  /** Gives no more at a time. */
  readonly piece?: number;
  /** The answer to a READ at this offset. */
  readonly at?: Readonly<Record<number, number>>;
  readonly size?: number;
  readonly overLong?: '6282' | 'short';
}

/** Files of one file, whose bytes count up. `asked` gets each READ as `offset+length`. */
function files(content: Content, asked: string[] = []): FileSystem {
  return {
    async select(_path, wants) {
      asked.push(wants);
      const size = wants === 'info' ? (content.size ?? content.length) : null;
      return { kind: 'selected', info: { ...UNKNOWN_FILE, size } };
    },
    async readBinary(offset, length, sfi) {
      asked.push(`${offset}+${length}${sfi === undefined ? '' : ` of ${sfi}`}`);
      const sw = content.at?.[offset];
      if (sw !== undefined) return answer(0, 0, sw);
      if (offset >= content.length) return answer(0, 0, 0x6b00);
      const left = Math.min(content.length - offset, content.piece ?? 256);
      if (left >= length) return answer(offset, length, 0x9000);
      if (content.overLong === '6282') return answer(offset, left, 0x6282);
      return { ...answer(offset, left, 0x9000), exact: content.overLong !== 'short' };
    },
    async readRecord() {
      return answer(0, 0, 0x6981);
    },
  };
}

function answer(offset: number, length: number, sw: number): Response {
  const data = new Uint8Array(length).map((_, at) => offset + at);
  return { data, sw, ok: sw === 0x9000, exact: false };
}

const PATH: FilePath = { base: 'application', fids: [0x6421], name: 'EF 6421' };
const never = () => false;

function length(content: FileContent): number | string {
  return content.kind === 'bytes' ? content.bytes.length : content.kind;
}

describe('reading a transparent file', () => {
  it('takes its size for the end', async () => {
    const asked: string[] = [];
    const content = await readSelected(files({ length: 600 }, asked), 'EF', WHOLE, 600, never);
    assert.equal(length(content), 600);
    assert.deepEqual(asked, ['0+256', '256+256', '512+88']);
  });

  it('stops when enough has come', async () => {
    const asked: string[] = [];
    await readSelected(files({ length: 600 }, asked), 'EF', WHOLE, 600, () => true);
    assert.deepEqual(asked, ['0+256']);
  });

  it('reads a part', async () => {
    const asked: string[] = [];
    const part = { offset: 100, length: 300 };
    const content = await readSelected(files({ length: 600 }, asked), 'EF', part, 600, never);
    assert.equal(length(content), 300);
    assert.equal(content.kind === 'bytes' && content.bytes[0], 100);
    assert.deepEqual(asked, ['100+256', '356+44']);
  });

  it('reads of a part what is there', async () => {
    const part = { offset: 590, length: 300 };
    assert.equal(length(await readSelected(files({ length: 600 }), 'EF', part, 600, never)), 10);
    const beyond = { offset: 700, length: 10 };
    assert.equal(length(await readSelected(files({ length: 600 }), 'EF', beyond, 600, never)), 0);
  });

  for (const end of ['6C', '6282', 'short'] as const) {
    it(`finds the end of a file of unknown size by ${end}`, async () => {
      const content = end === '6C' ? { length: 300 } : { length: 300, overLong: end };
      assert.equal(length(await readFile(files(content), PATH, WHOLE, never)), 300);
    });
  }

  it('goes on with what came, not with what was asked for', async () => {
    const asked: string[] = [];
    const content = { length: 500, piece: 231 };
    assert.equal(length(await readSelected(files(content, asked), 'EF', WHOLE, 500, never)), 500);
    assert.deepEqual(asked, ['0+256', '231+231', '462+38']);
  });

  for (const [how, content, reads] of [
    ['6C and 6B00', { length: 600 }, ['0+256', '256+256', '512+256', '600+88']],
    ['6C of what it gives at most', { length: 300, piece: 128 }, ['0+256', '128+128', '256+128']],
    ['a READ of nothing', { length: 300, at: { 300: 0x9000 } }, ['0+256', '256+256', '300+44']],
    ['6A86', { length: 300, at: { 300: 0x6a86 } }, ['0+256', '256+256', '300+44']],
    ['6282', { length: 300, overLong: '6282' }, ['0+256', '256+256']],
    ['9000', { length: 300, overLong: 'short' }, ['0+256', '256+256', '300+256']],
  ] as const) {
    it(`reads on until the end is proven (${how})`, async () => {
      const asked: string[] = [];
      const { length: whole } = content;
      assert.equal(length(await readFile(files(content, asked), PATH, WHOLE, never)), whole);
      assert.deepEqual(asked.slice(1, 1 + reads.length), reads);
    });
  }

  it('asks for the size where a READ after the end is answered in another way', async () => {
    const asked: string[] = [];
    const content = { length: 256, at: { 256: 0x6700 } };
    assert.equal(length(await readFile(files(content, asked), PATH, WHOLE, never)), 256);
    assert.deepEqual(asked, ['nothing', '0+256', '256+256', 'info', '0+256']);
  });

  for (const sw of [0x6986, 0x6981, 0x9400, 0x9408]) {
    it(`finds by ${sw.toString(16)} that it is none`, async () => {
      const content = await readFile(files({ length: 300, at: { 0: sw } }), PATH, WHOLE, never);
      assert.equal(content.kind, 'unsuitable');
    });
  }

  for (const sw of [0x6982, 0x9804]) {
    it(`is refused by ${sw.toString(16)}`, async () => {
      const content = await readFile(files({ length: 300, at: { 0: sw } }), PATH, WHOLE, never);
      assert.equal(content.kind, 'refused');
    });
  }

  for (const sw of [0x9810, 0x6283]) {
    it(`is invalidated by ${sw.toString(16)}`, async () => {
      const content = await readFile(files({ length: 300, at: { 0: sw } }), PATH, WHOLE, never);
      assert.equal(content.kind, 'invalidated');
    });
  }

  it('falls back to the plain procedure when the first READ fails', async () => {
    const asked: string[] = [];
    const fussy: FileSystem = {
      ...files({ length: 40 }, asked),
      async readBinary(offset, wanted) {
        asked.push(`${offset}+${wanted}`);
        return offset + wanted > 40 ? answer(0, 0, 0x6700) : answer(offset, wanted, 0x9000);
      },
    };
    assert.equal(length(await readFile(fussy, PATH, WHOLE, never)), 40);
    assert.deepEqual(asked, ['nothing', '0+256', 'info', '0+40']);
  });

  it('rejects what it has no answer to', async () => {
    const first = readFile(files({ length: 300, at: { 0: 0x6f00 } }), PATH, WHOLE, never);
    await assert.rejects(first, isUnexpected);
    const later = readFile(files({ length: 300, at: { 256: 0x6581 } }), PATH, WHOLE, never);
    await assert.rejects(later, isUnexpected);
  });

  it('ends where a READ brings nothing', async () => {
    const asked: string[] = [];
    const content = { length: 4000, at: { 256: 0x9000 } };
    assert.equal(length(await readSelected(files(content, asked), 'EF', WHOLE, 4000, never)), 256);
    assert.equal(asked.length, 2);
  });

  it('reads no further than an offset reaches', async () => {
    const huge = await readFile(files({ length: 100_000 }), PATH, WHOLE, never);
    assert.equal(length(huge), MAX_FILE_LENGTH);
    const lying = await readSelected(files({ length: 100_000 }), 'EF', WHOLE, 2 ** 31, never);
    assert.equal(length(lying), MAX_FILE_LENGTH);
  });

  it('gives up on a card that gives a byte at a time', async () => {
    const asked: string[] = [];
    const read = readFile(files({ length: 30_000, piece: 1 }, asked), PATH, WHOLE, never);
    await assert.rejects(read, (error) => error instanceof CardError && error.code === 'exchange');
    assert.equal(asked.length, 1025);
  });

  it('reads by short identifier, and on without it', async () => {
    const asked: string[] = [];
    assert.equal((await readBySfi(files({ length: 300 }, asked), 17, never))?.length, 300);
    assert.deepEqual(asked, ['0+256 of 17', '256+256', '300+44']);
    assert.equal(await readBySfi(files({ length: 300, at: { 0: 0x6a82 } }), 17, never), null);
  });
});

function isUnexpected(error: unknown): boolean {
  return error instanceof CardError && error.code === 'unexpected-status';
}
