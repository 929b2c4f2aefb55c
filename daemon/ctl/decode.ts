import { printableJson } from '../../lib/text.js';
import { configuration } from '../configuration.js';
import { EXIT, Exit, type ExitCode } from '../exit.js';
import { readBounded } from '../file.js';
import { DEFAULTS, parse } from '../options.js';
import type { Command } from './command.js';
import { documentJson, documentXml, MAX_FILE, readDocument } from './document.js';
import { explain } from './explain/explain.js';
import { DEFAULT_ORIGIN, parseOrigin } from './explain/origin.js';
import { explanationLines } from './explain/print.js';
import { readingIfThere, STATE_OPTIONS } from './state.js';

const OPTIONS = {
  explain: {
    type: 'boolean',
    help: 'say what applying it would do to the tree; nothing is changed',
  },
  ...STATE_OPTIONS,
  origin: {
    type: 'string',
    value: 'KIND:ID',
    help: 'with --explain, where it comes from (default: a new card)',
  },
  config: {
    type: 'string',
    value: 'FILE',
    help: `with --explain, how messages are taken (default ${DEFAULTS.config}, if it is there)`,
  },
  'show-secrets': { type: 'boolean', help: 'with --explain, print passwords and keys too' },
} as const;

export const decode: Command = {
  words: 'FILE',
  summary: 'a WBXML or XML document as XML, secrets and all; or explained',
  options: OPTIONS,
  async run(args) {
    const { values, positionals } = parse(OPTIONS, args);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Exit(EXIT.usage, 'expected one FILE');
    const bytes = readBounded(file, MAX_FILE);
    if (values.explain) return explained(bytes, values);

    refuseOptionsOfExplain(values);
    const document = readDocument(bytes);
    process.stdout.write(
      values.json ? `${printableJson(documentJson(document))}\n` : documentXml(document),
    );
    return EXIT.ok;
  },
};

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

function explained(bytes: Uint8Array, values: Values): ExitCode {
  const { message, initial_rights: initialRights } = configuration(values.config);
  const explanation = readingIfThere(
    values.state,
    (store) =>
      explain(bytes, store, {
        origin: values.origin === undefined ? DEFAULT_ORIGIN : parseOrigin(values.origin),
        lenient: message.lenient,
        showSecrets: values['show-secrets'] ?? false,
      }),
    { initialRights },
  );
  const text = values.json ? printableJson(explanation) : explanationLines(explanation).join('\n');
  process.stdout.write(`${text}\n`);
  const isTaken = explanation.outcome === 'applied' || explanation.outcome === 'unchanged';
  return isTaken ? EXIT.ok : EXIT.data;
}

/** @throws Exit 64 where an option is given that means nothing here. */
function refuseOptionsOfExplain(values: Values): void {
  const given = (['state', 'origin', 'config', 'show-secrets'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (given !== undefined) throw new Exit(EXIT.usage, `--${given}: expected --explain with it`);
}
