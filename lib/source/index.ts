export { BackOff, type BackOffOptions } from './backoff.js';
export { FactorySource } from './factory.js';
export { MAX_MESSAGE } from './limits.js';
export { SOURCE_OUTCOMES, type SourceOutcome, type WithoutMessage } from './outcome.js';
export type { Desk, Next, Offer, OfferedDocument, Source } from './source.js';
