#!/usr/bin/env node
import type { Config } from './config/schema.js';
import { configuration } from './configuration.js';
import { OPTIONS } from './dmbootd-options.js';
import { EXIT, Exit, type ExitCode } from './exit.js';
import { main } from './main.js';
import { DEFAULTS, describe, parse, runtimeOf } from './options.js';
import { runOnReaders, runOnTraces } from './run.js';

const HELP = `Usage: dmbootd [OPTION]…

Watches smartcard readers, applies the OMA DM bootstrap message of each card that comes
to the management tree, and purges what came from a card when the card goes.

${describe(OPTIONS).join('\n')}
`;

async function dmbootd(args: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parse(OPTIONS, args);
  if (positionals.length > 0) throw new Exit(EXIT.usage, `unexpected word: ${positionals[0]}`);
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const { 'log-level': level, 'log-format': format } = values;
  const read = (): Config => {
    const { log, ...rest } = configuration(values.config);
    return { ...rest, log: { level: level ?? log.level, format: format ?? log.format } };
  };
  const options = {
    config: read(),
    read,
    record: values.record ?? null,
    json: values.json ?? false,
  };
  return values.trace
    ? await runOnTraces({ ...options, traces: values.trace, state: values.state ?? null })
    : await runOnReaders({
        ...options,
        once: values.once ?? false,
        state: values.state ?? DEFAULTS.state,
        runtime: values.runtime ?? runtimeDirectory() ?? runtimeOf(values.state),
      });
}

/** The first folder that the service manager made (systemd.exec(5), RuntimeDirectory=). */
const runtimeDirectory = (): string | undefined =>
  process.env['RUNTIME_DIRECTORY']?.split(':')[0] || undefined;

void main('dmbootd', dmbootd);
