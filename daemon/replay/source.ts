import { existsSync } from 'node:fs';
import { type Expectation, parseExpectation } from '../../lib/replay/index.js';
import { MAX_TRACE_LENGTH, parseTrace, type Trace } from '../../lib/trace/index.js';
import type { CardImage } from '../../lib/virtual-card/image.js';
import { defaultConfig, loadConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import { readBounded } from '../file.js';
import { IMAGE, neighboursOf } from './find.js';

const MAX_EXPECTATION = 4 * 1024 * 1024;

interface Beside {
  readonly file: string;
  readonly config: Config;
  /** Null where there is no file that says what must come of it. */
  readonly expectation: Expectation | null;
}

export interface TraceSource extends Beside {
  readonly trace: Trace;
}

/** The card is put in, visited, and taken out. */
export interface ImageSource extends Beside {
  readonly image: CardImage;
}

/** A trace or a card image, with what stands beside it. */
export type Source = TraceSource | ImageSource;

/**
 * Reads a trace or, by its name, a card image, and what is beside it: the configuration, `NAME.toml` or `NAME.config.toml`, and what must come of it,
 * `NAME.json` or `NAME.expect.json`.
 *
 * @throws Exit, TraceError, CardFileError, ConfigError, ReplayError.
 */
export async function readSource(file: string): Promise<Source> {
  if (!IMAGE.test(file)) return readTraceSource(file);
  // Where only traces are played nothing of it is loaded.
  const { readCardImage } = await import('../card-file.js');
  return { image: readCardImage(file), ...beside(file) };
}

/** As `readSource`, of a trace. */
export function readTraceSource(file: string): TraceSource {
  const trace = parseTrace(readBounded(file, MAX_TRACE_LENGTH).toString('utf8'), file);
  return { trace, ...beside(file) };
}

function beside(file: string): Beside {
  const [config, expectation] = neighboursOf(file);
  return {
    file,
    config: existsSync(config) ? loadConfig(config) : defaultConfig(),
    expectation: existsSync(expectation)
      ? parseExpectation(readBounded(expectation, MAX_EXPECTATION).toString('utf8'), expectation)
      : null,
  };
}
