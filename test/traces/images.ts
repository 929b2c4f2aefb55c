import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BootstrapCard, bootstrapImage } from '../../lib/virtual-card/bootstrap-image.js';
import { formatCardImage } from '../../lib/virtual-card/image-text.js';
import { ROOT } from '../support/paths.js';
import { iccid, message, PIN_CONFIG } from './parts.js';

/** A card image of the collection. */
export interface ImageCase {
  /** Its place below apdu-traces, without ending. */
  readonly file: string;
  readonly format: 'toml' | 'json';
  /** What it shows, in a line. */
  readonly about: string;
  /** The configuration that it is played with. */
  readonly config?: string;
  /** What is in the file. */
  readonly text: string;
}

const ORIGIN = 'Where it comes from: made up, secrets and all.';

function made(
  name: string,
  about: string,
  card: BootstrapCard,
  { config, format = 'toml' }: Partial<Pick<ImageCase, 'config' | 'format'>> = {},
): ImageCase {
  const image = bootstrapImage({ message: message('one-account'), ...card });
  const text = formatCardImage(image, format, { top: [about, ORIGIN] });
  return { file: `images/${name}`, format, about, text, ...(config !== undefined && { config }) };
}

const guarded = { pin: { enabled: true }, read: { message: 'pin' } } as const;

const EXAMPLE = 'a UICC whose message is described, not written out: docs/example.card.toml';

export const IMAGES: readonly ImageCase[] = [
  {
    file: 'images/described',
    format: 'toml',
    about: EXAMPLE,
    config: PIN_CONFIG,
    text: readFileSync(join(ROOT, 'docs/example.card.toml'), 'utf8'),
  },
  made('mute', 'the card stops answering', {
    iccid: iccid(200),
    quirks: { at: { 7: { mute: true } } },
  }),
  made(
    'sim-private',
    'a SIM with a private entry: CHV1 is verified',
    {
      mode: '2g',
      iccid: iccid(201),
      pin: { enabled: true },
      flags: { private: true },
      read: { message: 'pin' },
    },
    { config: PIN_CONFIG },
  ),
  made(
    'slow',
    'every command takes its time, and answers come in pieces',
    { iccid: iccid(202), quirks: { delayMs: 4, sixOneAt: 128 } },
    { format: 'json' },
  ),
  made(
    'uicc-pin',
    'the message guarded by the application PIN, which is configured',
    { iccid: iccid(203), ...guarded },
    { config: PIN_CONFIG },
  ),
  made(
    'wrong-pin',
    'the configured PIN is wrong: one of its two tries is spent, and no other',
    { iccid: iccid(204), pin: { enabled: true, value: '4321', left: 2 }, read: { message: 'pin' } },
    { config: PIN_CONFIG },
  ),
];

/** The files of a case, by how their names end: the image, and its configuration where it has one. */
export const filesOf = ({ format, text, config }: ImageCase): readonly [string, string][] => [
  [`.card.${format}`, text],
  ...(config === undefined ? [] : [['.config.toml', config] as [string, string]]),
];
