import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.js';

export const SAMPLES = join(ROOT, 'test/samples');

const NAMES = '(?:AAuthSecret|AAuthData|AuthSecret|ClientPW|ServerNonce|ClientNonce)';
const PATTERNS = [
  new RegExp(`<NodeName>${NAMES}</NodeName>.*?<Value>([^<]+)</Value>`, 'gs'),
  new RegExp(`/${NAMES}</LocURI>.*?<Data>([^<]+)</Data>`, 'gs'),
  /name="(?:AAUTHSECRET|AAUTHDATA|AUTHSECRET|PXAUTH-PW|PROXY-PW)" value="([^"]+)"/g,
];

/** Secrets that tests put into messages and descriptions of their own. */
const WORDS = [
  ...['nap-secret', 'old-secret', 'hunter2-correct-horse', 'S3CR3T', 'tell nobody', 'tell-nobody'],
  ...['a very secret word', 'not a secret <really>', '262011987654321'],
];

/** The PINs of the suite. Those of four digits are too common to be looked for as they are. */
const LONG_PINS = ['87654321', '93571846'];
const PINS = ['1234', '4321', '5678', ...LONG_PINS];

/** Names of the samples, without their ending. */
export const SAMPLE_NAMES: readonly string[] = readdirSync(SAMPLES, {
  recursive: true,
  encoding: 'utf8',
})
  .filter((file) => file.endsWith('.xml'))
  .map((file) => file.slice(0, -'.xml'.length))
  .sort();

/** Every secret of the samples, as text. */
function secretsOfSamples(): string[] {
  const texts = SAMPLE_NAMES.flatMap((name) => {
    const xml = readFileSync(join(SAMPLES, `${name}.xml`), 'utf8');
    return PATTERNS.flatMap((pattern) => [...xml.matchAll(pattern)].map(([, value]) => value!));
  });
  const plain = texts.flatMap((text) => [text, Buffer.from(text, 'base64').toString()]);
  return plain.filter((text) => text.length > 5 && /^[\x20-\x7e]+$/.test(text));
}

/** As text, in base64 and in hexadecimal. */
function forms(text: string): string[] {
  const bytes = Buffer.from(text);
  const hex = bytes.toString('hex');
  return [text, bytes.toString('base64').replace(/=+$/, ''), hex, hex.toUpperCase()];
}

/** As VERIFY carries it (TS 102 221, 11.1.9), unless that is just its digits. */
function sentForms(pin: string): string[] {
  const sent = Buffer.from(pin.padEnd(8, '\xff'), 'latin1');
  const hex = sent.toString('hex');
  const all = [sent.toString('latin1'), sent.toString('base64'), hex, hex.toUpperCase()];
  return all.filter((form) => form !== pin);
}

const SENT_PINS = PINS.flatMap(sentForms);

/** All that nothing may tell but an exact converter. */
export const SECRETS: readonly string[] = [
  ...new Set([...[...WORDS, ...LONG_PINS, ...secretsOfSamples()].flatMap(forms), ...SENT_PINS]),
];

export const secretsIn = (text: string): string[] =>
  SECRETS.filter((secret) => text.includes(secret));

let told: string[] = [];

/** Looks for secrets in what a program or a part of one has told: the test that is running fails for them, or the one after it. */
export function heard(text: string): void {
  told.push(...secretsIn(text));
}

/** Looks for PINs in all files of a folder. What else is secret may be in a state and in a recording, a PIN never. */
export function heardFiles(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(join(entry.parentPath, entry.name), 'latin1');
    told.push(...SENT_PINS.filter((form) => bytes.includes(form)));
  }
}

/** The secrets that were told since this was last asked. */
export function takeTold(): string[] {
  const all = [...new Set(told)];
  told = [];
  return all;
}

/** The exact converters. Their standard output is the message itself; all else that they print is looked at. */
const CONVERTERS: readonly string[] = ['decode', 'encode', 'message', 'retrieve', 'stdio'];

/** Whether a program with these arguments may tell secrets on standard output. */
export const mayTell = (args: readonly string[]): boolean =>
  args.includes('--show-secrets') ||
  (args.some((word) => CONVERTERS.includes(word)) && !args.includes('--explain'));
