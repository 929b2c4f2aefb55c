import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dispatch } from '../../../../daemon/ctl/dispatch.js';
import { eventLines } from '../../../../daemon/ctl/transcript/print.js';
import { eventJson } from '../../../../daemon/ctl/transcript/show-json.js';
import { parseTrace, type Trace } from '../../../../lib/trace/index.js';
import { transcribe } from '../../../../lib/transcript/index.js';
import { eachDamaged } from '../../../support/damage.js';
import { secretsIn } from '../../../support/secrecy.js';
import { captured } from '../../captured.js';
import { collected, Desk, printed } from './support.js';

/** Classes, instructions, tags and status bytes: what decides what a command or an answer is taken for. */
const TOKENS = Uint8Array.of(
  ...[0x00, 0x01, 0x02, 0x30, 0x61, 0x62, 0x82, 0x9e, 0xa0, 0xa4],
  ...[0xb0, 0xb2, 0xc0, 0xf2, 0xf4, 0x2f, 0xe2, 0x50, 0x31, 0x90],
);

describe('what is shown of an address', () => {
  const desk = new Desk();
  after(() => desk.remove());

  /** A trace of a card whose account has the address, which `message create` would not take. */
  async function recorded(userinfo: string): Promise<string> {
    const name = userinfo.replaceAll(':', '-');
    const plain = `${name}.dm.example.com`;
    desk.write(`${name}.toml`, `server = "com.example.dm"\naddress = "https://${plain}/oma"\n`);
    await captured(() =>
      dispatch(['message', 'create', desk.at(`${name}.toml`), '-o', desk.at(name)]),
    );
    const message = Buffer.from(
      readFileSync(desk.at(name), 'latin1').replaceAll(plain, `${userinfo}@dm.example.com`),
      'latin1',
    );
    return desk.recorded({ message }, `${name}.trace`);
  }

  it('is without a user name and a password in it', async () => {
    const [one, other] = [await recorded('anna:walrus'), await recorded('anna:dugong')];
    const told = [
      (await printed('trace', 'show', one)).stdout,
      (await printed('trace', 'show', '--json', one)).stdout,
      (await printed('trace', 'diff', one, other)).stdout,
      (await printed('trace', 'diff', '--json', one, other)).stdout,
      await desk.page('trace', 'report', one),
      await desk.page('trace', 'diff', one, other),
    ];
    told.forEach((text, at) => {
      assert.ok(text.includes('https://(secret)@dm.example.com/oma'), `${at}`);
      // The trace that it is of is called so, too.
      assert.doesNotMatch(text.replaceAll(/anna-(walrus|dugong)/g, ''), /anna|walrus|dugong/);
    });
    assert.match(told[2]!, /\(secret\)@dm\.example\.com\/oma, another one/);
    const open = await printed('trace', 'show', '--show-secrets', one);
    assert.match(open.stdout, /https:\/\/anna:walrus@dm\.example\.com\/oma/);
  });
});

describe('what is shown of a damaged trace', () => {
  for (const name of ['3g/pin', '2g/public']) {
    it(`has no secret in it, whatever its bytes are taken for: ${name}`, () => {
      const trace = parseTrace(readFileSync(collected(name), 'utf8'), name);
      const events = trace.stays.flatMap((stay) => stay.events);
      // The long answers are the message itself.
      const seeds = events.flatMap((event) =>
        (event.kind === 'response' || event.kind === 'command') && event.bytes.length < 100
          ? [event.bytes]
          : [],
      );
      let turn = 0;
      let shown = 0;
      eachDamaged({ seeds, tokens: TOKENS, inputs: 250, start: 11 }, (bytes) => {
        const victim = seeds[turn % seeds.length];
        turn += 1;
        const damaged = events.map((event) =>
          'bytes' in event && event.bytes === victim && bytes.length >= 4
            ? { ...event, bytes }
            : event,
        );
        const broken: Trace = { ...trace, stays: [{ events: damaged }] };
        const [stay] = transcribe(broken).stays;
        const lines = [
          ...eventLines(stay!.events, [], false),
          ...stay!.events.map((event) => JSON.stringify(eventJson(event, false))),
        ];
        shown += lines.length;
        assert.deepEqual(
          lines.filter((line) => secretsIn(line).length > 0),
          [],
        );
      });
      assert.ok(shown > 10_000, `${shown} lines`);
    });
  }
});
