export { BackOff, type BackOffOptions } from './backoff.js';
export { FactorySource } from './factory.js';
export { MAX_MESSAGE } from './limits.js';
export { SOURCE_OUTCOMES, type SourceOutcome, type WithoutMessage } from './outcome.js';
export type { PushLedger } from './push/ledger.js';
export { PUSH_OUTCOMES, type Pushed, type PushOutcome, pushedText } from './push/outcome.js';
export { isOn, type PushPolicy, SENDER } from './push/policy.js';
export { type PushParts, PushSource, type Waiting } from './push/source.js';
export type { Desk, Next, Offer, OfferedDocument, Source } from './source.js';
