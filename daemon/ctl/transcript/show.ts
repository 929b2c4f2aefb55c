import { withoutUserinfo } from '../../../lib/secrets/index.js';
import { printable, printableJson } from '../../../lib/text.js';
import { transcribe } from '../../../lib/transcript/index.js';
import { Store } from '../../../lib/tree/index.js';
import { configuration } from '../../configuration.js';
import { EXIT, type ExitCode } from '../../exit.js';
import type { Given } from '../command.js';
import { readTrace } from '../trace/read.js';
import { documentsOf } from './documents.js';
import { eventLines, stayTitle } from './print.js';
import { documentJson, eventJson, metaJson } from './show-json.js';
import type { TRACE_SHOW } from './table.js';

export async function run({ values, words }: Given<typeof TRACE_SHOW>): Promise<ExitCode> {
  const { message } = configuration(values.config);
  const transcript = transcribe(readTrace(words[0]!));
  const showSecrets = values['show-secrets'] ?? false;
  const store = Store.scratch();
  const masked = (text: string): string => (showSecrets ? text : withoutUserinfo(text));
  const write = (line: string): boolean => process.stdout.write(`${masked(line)}\n`);
  const writeJson = (value: object): boolean =>
    process.stdout.write(
      `${printableJson(value, (_, inner) => (typeof inner === 'string' ? masked(inner) : inner))}\n`,
    );
  try {
    if (values.json) writeJson(metaJson(transcript));
    else write(heading(transcript));
    for (const stay of transcript.stays) {
      const documents = await documentsOf(stay, store, { lenient: message.lenient, showSecrets });
      if (values.json) {
        for (const event of stay.events) writeJson(eventJson(event, showSecrets));
        for (const document of documents) writeJson(documentJson(document, stay.number));
      } else {
        write(`\n${stayTitle(stay, transcript.stays.length)}`);
        for (const line of eventLines(stay.events, documents, showSecrets)) write(line);
      }
    }
  } finally {
    store.close();
  }
  return EXIT.ok;
}

const heading = ({ file, reader, protocol }: ReturnType<typeof transcribe>): string =>
  [file, reader === null ? '' : `reader ${reader}`, protocol ?? '']
    .filter((part) => part !== '')
    .map(printable)
    .join(', ');
