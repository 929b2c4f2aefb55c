import { existsSync } from 'node:fs';
import { type Expectation, parseExpectation } from '../../lib/replay/index.js';
import { MAX_TRACE_LENGTH, parseTrace, type Trace } from '../../lib/trace/index.js';
import { defaultConfig, loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { readBounded } from '../file.js';
import { TRACE } from './find.js';

const MAX_EXPECTATION = 4 * 1024 * 1024;

/** A trace with what stands beside it. */
export interface Source {
  readonly file: string;
  readonly trace: Trace;
  readonly config: Config;
  /** Null where there is no file that says what must come of it. */
  readonly expectation: Expectation | null;
}

/**
 * Reads a trace, and what is beside it: `NAME.toml`, the configuration, and `NAME.json`, what must come of it.
 *
 * @throws Exit, TraceError, ConfigError, ReplayError.
 */
export function readSource(file: string): Source {
  const stem = file.endsWith(TRACE) ? file.slice(0, -TRACE.length) : file;
  const [toml, json] = [`${stem}.toml`, `${stem}.json`];
  return {
    file,
    trace: parseTrace(readBounded(file, MAX_TRACE_LENGTH).toString('utf8'), file),
    config: existsSync(toml) ? loadConfig(toml) : defaultConfig(),
    expectation: existsSync(json)
      ? parseExpectation(readBounded(json, MAX_EXPECTATION).toString('utf8'), json)
      : null,
  };
}
