export { Fillers } from './fillers.js';
export { type Redacted, redactDocument } from './redact-document.js';
export { filledUserinfo, withoutUserinfo } from './userinfo.js';
