import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { ReaderEvent, ReaderProvider, Slot } from '../../lib/reader/reader.js';

/** What a provider told, to be awaited in order. */
export class Told {
  readonly #untaken: ReaderEvent[] = [];
  #heard = () => {};

  /** Starts the provider. */
  constructor(provider: ReaderProvider) {
    provider.start((event) => {
      this.#untaken.push(event);
      this.#heard();
    });
  }

  /** The next event that is of this kind, and of this reader where one is given; those before it are dropped. */
  async next<Kind extends ReaderEvent['kind']>(
    kind: Kind,
    reader?: string,
  ): Promise<Extract<ReaderEvent, { kind: Kind }>> {
    for (;;) {
      for (let event = this.#untaken.shift(); event !== undefined; event = this.#untaken.shift()) {
        if (is(event, kind) && (reader === undefined || readerOf(event) === reader)) return event;
      }
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  /** Everything up to and with the next event of this kind, in short. */
  async until(kind: ReaderEvent['kind']): Promise<string[]> {
    const texts: string[] = [];
    for (;;) {
      for (let event = this.#untaken.shift(); event !== undefined; event = this.#untaken.shift()) {
        texts.push(brief(event));
        if (event.kind === kind) return texts;
      }
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  /** The slot of the card that is put in next. */
  async slot(reader: string): Promise<Slot> {
    return (await this.next('card', reader)).slot;
  }

  /** What has been told and not been taken. */
  rest(): string[] {
    return this.#untaken.splice(0).map(brief);
  }
}

function is<Kind extends ReaderEvent['kind']>(
  event: ReaderEvent,
  kind: Kind,
): event is Extract<ReaderEvent, { kind: Kind }> {
  return event.kind === kind;
}

function readerOf(event: ReaderEvent): string | null {
  if (event.kind === 'card' || event.kind === 'empty') return event.slot.name;
  return event.kind === 'gone' ? event.reader : null;
}

/** Such as `card inserted Virtual PCD 00 00`. */
export function brief(event: ReaderEvent): string {
  const inserted = event.kind === 'card' && event.inserted ? ['inserted'] : [];
  return [event.kind, ...inserted, readerOf(event) ?? []].flat().join(' ');
}

/** The process ids of all monitors or workers in this process namespace. */
export function processes(file: 'monitor' | 'worker'): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`/pcsc/${file}.js`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const OTHER_PROGRAM = `
  my ($reader, $protocol, $transaction) = @ARGV;
  my $context = Chipcard::PCSC->new or die $Chipcard::PCSC::errno;
  my $card = Chipcard::PCSC::Card->new($context, $reader, $Chipcard::PCSC::SCARD_SHARE_SHARED, $protocol)
    or die $Chipcard::PCSC::errno;
  $card->BeginTransaction() if $transaction;
  syswrite STDOUT, "connected";
  readline STDIN;
`;

/** Another PC/SC program, not made of ours, that shares the card until it is killed; it leaves the card as it is. */
export async function otherProgram(
  reader: string,
  protocol: 'T=0' | 'T=1',
  { transaction = false } = {},
): Promise<ChildProcess> {
  const program = spawn(
    'perl',
    [
      ...['-MChipcard::PCSC', '-e', OTHER_PROGRAM, reader],
      ...[protocol === 'T=0' ? '1' : '2', transaction ? '1' : ''],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await once(program.stdout, 'data');
  return program;
}
