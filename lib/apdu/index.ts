export { CLA_2G, type Command, MAX_LE } from './command.js';
export { ApduError, TlvError } from './error.js';
export { INS, instructionName } from './instructions.js';
export { type Response, Sender } from './sender.js';
export { announcesData, describeStatus, isSuccess, lengthIn, statusMeaning } from './status.js';
export { readTlvs, type Tlv } from './tlv.js';
