import { toHex } from '../bytes.js';
import { clearBytes, maskedCommand } from './mask.js';
import { TRACE_VERSION, type Trace, type TraceHeader, type TraceStep } from './model.js';

/** Bytes of a command that stand together: CLA INS P1 P2 P3. */
const HEADER = 5;

/** A trace as a file: what `parseTrace` reads, but for comments and the white space between bytes. */
export function formatTrace(trace: Trace): string {
  const events = trace.stays.flatMap((stay) => stay.events);
  return formatHeader(trace, []) + events.map((event) => formatLine(event, event.micros)).join('');
}

/** The lines before the first event, `comments` after the version, each line ended. */
export function formatHeader(header: TraceHeader, comments: readonly string[]): string {
  const reader = header.reader === null ? '' : headerName(header.reader);
  return [
    `dmbootd-trace ${TRACE_VERSION}`,
    ...comments.map((comment) => `# ${comment}`),
    ...(reader === '' ? [] : [`reader ${reader}`]),
    ...(header.protocol === null ? [] : [`protocol ${header.protocol}`]),
    '',
  ].join('\n');
}

/** A step as an ended line; `micros` since the first event, or null for a line without its time. */
export function formatLine(step: TraceStep, micros: number | null): string {
  if (micros === null) return `${formatStep(step)}\n`;
  const fraction = String(micros % 1_000_000).padStart(6, '0');
  return `+${Math.floor(micros / 1_000_000)}.${fraction} ${formatStep(step)}\n`;
}

/**
 * A step as it may be shown to people. Of a command whoever recorded it may have sent anything: only that of SELECT, which says what is looked for, is shown with its data, and of
 * a response the status word.
 */
export function describeStep(step: TraceStep): string {
  if (step.kind === 'response') {
    const data = '**'.repeat(Math.max(0, step.bytes.length - 2));
    return words('<', data, toHex(step.bytes.subarray(-2)));
  }
  const isOpen = step.kind !== 'command' || step.bytes[1] === SELECT || step.bytes.length <= HEADER;
  if (isOpen) return formatStep(step);
  return formatStep({ ...maskedCommand(step.bytes), masked: true });
}

const SELECT = 0xa4;

function formatStep(step: TraceStep): string {
  switch (step.kind) {
    case 'connect':
      return `connect ${step.protocol}${step.share === 'shared' ? ' shared' : ''}`;
    case 'atr':
      return words('atr', toHex(step.bytes));
    case 'command': {
      const clear = step.masked ? clearBytes(step.bytes) : HEADER;
      const data = step.bytes.subarray(clear);
      const head = toHex(step.bytes.subarray(0, clear));
      return words('>', head, step.masked ? '**'.repeat(data.length) : toHex(data));
    }
    case 'response':
      return words('<', toHex(step.bytes.subarray(0, -2)), toHex(step.bytes.subarray(-2)));
    case 'reset':
    case 'removed':
      return step.kind;
    case 'error':
      return `error 0x${step.pcsc.toString(16).toUpperCase().padStart(8, '0')}`;
  }
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** A reader's name as a header can hold it: what would end the line, begin a comment or be trimmed is replaced. */
function headerName(name: string): string {
  return name.replace(/\p{C}|(?<=^|\s)#/gu, '_').trim();
}
