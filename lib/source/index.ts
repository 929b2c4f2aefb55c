export { BackOff, type BackOffOptions } from './backoff.js';
export { FactorySource } from './factory.js';
export type { Trust } from './https/connect.js';
export { FetchError, type FetchErrorCode } from './https/error.js';
export { type Fetched, type FetchOptions, fetchMessage, type Tag } from './https/fetch.js';
export { MAX_SERVERS } from './https/limits.js';
export { Poll, type PollOptions } from './https/poll.js';
export {
  type Announced,
  type HttpsOptions,
  type HttpsServer,
  HttpsSource,
} from './https/source.js';
export { MAX_MESSAGE } from './limits.js';
export { SOURCE_OUTCOMES, type SourceOutcome, type WithoutMessage } from './outcome.js';
export type { PushLedger } from './push/ledger.js';
export { PUSH_OUTCOMES, type Pushed, type PushOutcome, pushedText } from './push/outcome.js';
export { isOn, type PushPolicy, SENDER } from './push/policy.js';
export { type PushParts, PushSource, type Waiting } from './push/source.js';
export type { Desk, Next, Offer, OfferedDocument, Source } from './source.js';
