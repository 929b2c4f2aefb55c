import { printableJson } from '../../lib/text.js';
import { configuration } from '../configuration.js';
import { EXIT, Exit, type ExitCode } from '../exit.js';
import { readBounded } from '../file.js';
import type { Given } from './command.js';
import { documentJson, documentXml, MAX_FILE, readDocument } from './document.js';
import { explain } from './explain/explain.js';
import { DEFAULT_ORIGIN, parseOrigin } from './explain/origin.js';
import { explanationLines } from './explain/print.js';
import { readingIfThere } from './state.js';
import type { DECODE } from './table.js';

export async function run({ values, words }: Given<typeof DECODE>): Promise<ExitCode> {
  const bytes = readBounded(words[0]!, MAX_FILE);
  if (values.explain) return await explained(bytes, values);
  refuseOptionsOfExplain(values);
  const document = readDocument(bytes);
  process.stdout.write(
    values.json ? `${printableJson(documentJson(document))}\n` : documentXml(document),
  );
  return EXIT.ok;
}

type Values = Given<typeof DECODE>['values'];

async function explained(bytes: Uint8Array, values: Values): Promise<ExitCode> {
  const { message, initial_rights: initialRights } = configuration(values.config);
  const explanation = await readingIfThere(
    values,
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
