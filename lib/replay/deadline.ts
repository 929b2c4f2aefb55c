import { ReaderError } from '../reader/error.js';

/** The longest that a card may take for an answer, in milliseconds, as the worker behind PC/SC has it. */
export const DEADLINE_MS = 20_000;

/** What comes in place of an answer that is not there by then. */
export const late = (): ReaderError =>
  new ReaderError('mute', `no answer within ${DEADLINE_MS / 1000} s`);
