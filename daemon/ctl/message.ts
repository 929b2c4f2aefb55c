import { isUtf8 } from 'node:buffer';
import {
  type Profile,
  type TndsForm,
  writeBootstrap,
  writeProvisioning,
} from '../../lib/writer/index.js';
import { EXIT, Exit } from '../exit.js';
import { readBounded } from '../file.js';
import { parse } from '../options.js';
import type { Command } from './command.js';
import { parseDescription } from './description.js';
import { OUTPUT_OPTIONS, oneOf, outputOf, writeDocument } from './output.js';

/** Bytes: a description of all that a message can hold has fewer. */
const MAX_DESCRIPTION = 1024 * 1024;

const PROFILES = ['dm', 'cp'] as const satisfies readonly Profile[];
const TNDS_FORMS = ['wbxml', 'xml'] as const satisfies readonly TndsForm[];

const OPTIONS = {
  profile: {
    type: 'string',
    value: 'NAME',
    help: 'dm, a DM message, or cp, a Client Provisioning document (default dm)',
  },
  tnds: {
    type: 'string',
    value: 'FORM',
    help: 'wbxml or xml: how the objects stand in a DM message (default wbxml)',
  },
  ...OUTPUT_OPTIONS,
} as const;

export const message: Command = {
  words: 'create FILE',
  summary: 'a bootstrap message from a short description in TOML',
  options: OPTIONS,
  async run(args) {
    const { values, positionals } = parse(OPTIONS, args);
    const [verb, source, ...more] = positionals;
    if (verb !== 'create' || source === undefined || more.length > 0) {
      throw new Exit(EXIT.usage, 'expected: message create FILE');
    }
    const { file, form } = outputOf(values);
    const profile = oneOf('--profile', values.profile ?? 'dm', PROFILES);
    const tnds = oneOf('--tnds', values.tnds ?? 'wbxml', TNDS_FORMS);
    if (profile === 'cp' && values.tnds !== undefined) {
      throw new Exit(EXIT.usage, '--tnds: a Client Provisioning document has no TNDS');
    }

    const text = readBounded(source, MAX_DESCRIPTION);
    if (!isUtf8(text)) throw new Exit(EXIT.data, `${source}: expected text in UTF-8`);
    const description = parseDescription(text.toString('utf8'), source, profile);
    const bytes =
      profile === 'dm'
        ? writeBootstrap(description, tnds, form)
        : writeProvisioning(description, form);
    writeDocument(file, bytes, values.json ?? false);
    return EXIT.ok;
  },
};
