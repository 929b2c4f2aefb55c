import { printable } from '../../lib/text.js';
import { EXIT, Exit, type ExitCode } from '../exit.js';
import { type ShownNode, shownTree } from '../shown.js';
import type { Given } from './command.js';
import { ask } from './connection.js';
import { print } from './print.js';
import { noteAbsence, reading, socketOf } from './source.js';
import type { TREE } from './table.js';

type Asked = Given<typeof TREE>;
type Answer = ReturnType<typeof shownTree>;

export async function run({ values, words }: Asked): Promise<ExitCode> {
  const [uri] = words;
  const answer = values['show-secrets']
    ? await fromState(values, uri, true)
    : await masked(values, uri);
  if (answer.nodes.length === 0) throw new Exit(EXIT.noInput, `there is no node ${uri}`);
  print(values.json, answer, () => answer.nodes.map(line));
  return EXIT.ok;
}

async function masked(values: Asked['values'], uri: string | undefined): Promise<Answer> {
  const query = uri === undefined ? '' : `?uri=${encodeURIComponent(uri)}`;
  const answer = await ask<Answer>(socketOf(values), `/v1/tree${query}`);
  if (answer !== null) return answer;
  noteAbsence(values);
  return await fromState(values, uri, false);
}

/** No daemon tells an operator secrets; who may read its state folder sees them there. */
async function fromState(
  values: Asked['values'],
  uri: string | undefined,
  showSecrets: boolean,
): Promise<Answer> {
  const { configuration } = await import('../configuration.js');
  const { initial_rights: initialRights } = configuration(values.config);
  return await reading(values, (store) => shownTree(store, uri, showSecrets), { initialRights });
}

function line({ uri, format, type, value, acl, writtenBy }: ShownNode): string {
  const depth = uri.split('/').length - 1;
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  const shown = value === null ? '' : ` = ${printable(value)}`;
  const facts = [
    format === 'node' || format === 'chr' ? null : format,
    format === 'node' ? type : null,
    acl === null ? null : `ACL ${acl}`,
    writtenBy === null ? null : `written by ${writtenBy}`,
  ].filter((fact) => fact !== null);
  const aside = facts.length === 0 ? '' : `  [${printable(facts.join('; '))}]`;
  return `${'  '.repeat(depth)}${printable(name)}${shown}${aside}`;
}
