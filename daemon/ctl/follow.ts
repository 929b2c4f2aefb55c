import type { IncomingMessage } from 'node:http';
import { responseOf } from './connection.js';

/** One server-sent event. */
export interface Message {
  readonly id: string;
  readonly event: string;
  /** JSON on one line. */
  readonly data: string;
}

/** Where a stream of events is read, and how far it was read. */
export class Events {
  readonly #response: IncomingMessage;
  /** The id to go on after when the stream is cut off. */
  last: string;

  private constructor(response: IncomingMessage, last: string) {
    this.#response = response;
    this.last = last;
  }

  /**
   * Begins to follow, after an id or (`''`) with what happens from now on; null where no daemon is there.
   *
   * @throws Exit 69
   */
  static async of(socket: string, after: string, signal?: AbortSignal): Promise<Events | null> {
    const headers = after === '' ? {} : { 'last-event-id': after };
    const response = await responseOf(socket, '/v1/events', { headers, ...(signal && { signal }) });
    return response === null ? null : new Events(response, after);
  }

  /** What happens, until the connection ends. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Message> {
    let rest = '';
    try {
      for await (const part of this.#response.setEncoding('utf8')) {
        const blocks = `${rest}${part}`.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const fields = fieldsOf(block);
          this.last = fields.get('id') ?? this.last;
          const data = fields.get('data');
          if (data !== undefined) yield { id: this.last, event: fields.get('event') ?? '', data };
        }
      }
    } catch {
      // Cut off: that is an end as well.
    }
  }

  leave(): void {
    this.#response.destroy();
  }
}

function fieldsOf(block: string): Map<string, string> {
  return new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return [line.slice(0, at), line.slice(at + 2)] as const;
    }),
  );
}
