export { RedactError } from './error.js';
export { redactTrace } from './redact-trace.js';
