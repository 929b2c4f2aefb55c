import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { heard } from './secrecy.js';

const FLAGS = [
  ...['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--disable-dev-shm-usage', '--remote-debugging-pipe', 'about:blank'],
];

type Parameters = Readonly<Record<string, unknown>>;
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Parameters;
  readonly result?: Parameters;
  readonly error?: { readonly message: string };
}

/** A real Chromium without a window, spoken to over a pipe in the DevTools protocol. */
export class Chromium {
  /** What pages said on their console, and what the browser said of them. */
  readonly complaints: string[] = [];
  /** URLs that pages asked for, besides their own. */
  readonly requests: string[] = [];
  readonly #child: ChildProcess;
  readonly #profile = mkdtempSync(join(tmpdir(), 'dmbootd-chromium-'));
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Map<string, (params: Parameters) => void>();
  #session = '';
  #last = 0;
  #page = '';

  private constructor() {
    this.#child = spawn('chromium', [`--user-data-dir=${this.#profile}`, ...FLAGS], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#child.on('close', () => {
      for (const answer of this.#waiting.values())
        answer({ error: { message: 'Chromium has ended' } });
    });
    let held = '';
    (this.#child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const parts = (held + text).split('\0');
      held = parts.pop()!;
      for (const part of parts) this.#take(JSON.parse(part));
    });
  }

  static async start(): Promise<Chromium> {
    const browser = new Chromium();
    const { targetInfos } = await browser.send('Target.getTargets');
    const [target] = (targetInfos as { type: string; targetId: string }[]).filter(
      ({ type }) => type === 'page',
    );
    const { targetId } = target!;
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    browser.#session = String(sessionId);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) {
      await browser.send(`${domain}.enable`);
    }
    return browser;
  }

  /** Opens a file, and resolves when it is loaded. */
  async open(file: string): Promise<void> {
    this.#page = pathToFileURL(file).href;
    const loaded = new Promise<void>((resolve) => {
      this.#listeners.set('Page.loadEventFired', () => resolve());
    });
    await this.send('Page.navigate', { url: this.#page });
    await loaded;
    heard(String(await this.evaluate('document.documentElement.textContent')));
  }

  /** The value of an expression, as JSON can carry it. */
  async evaluate<T = unknown>(expression: string): Promise<T> {
    const answer = await this.send('Runtime.evaluate', {
      ...{ expression, returnByValue: true, awaitPromise: true },
    });
    const { result, exceptionDetails } = answer as {
      result: { value: T };
      exceptionDetails?: { exception?: { description?: string } };
    };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'exception');
    return result.value;
  }

  async press(key: 'Tab' | 'Enter'): Promise<void> {
    const code = key === 'Tab' ? 9 : 13;
    const keys = { key, code: key, windowsVirtualKeyCode: code };
    const text = key === 'Enter' ? { text: '\r' } : {};
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...keys, ...text });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...keys });
  }

  async scheme(value: 'light' | 'dark'): Promise<void> {
    const features = [{ name: 'prefers-color-scheme', value }];
    await this.send('Emulation.setEmulatedMedia', { features });
  }

  async size(width: number, height: number): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', {
      ...{ width, height, deviceScaleFactor: 1, mobile: false },
    });
  }

  /** A PNG of a part of the page, in pixels from its top. */
  async picture(width: number, top: number, height: number): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', {
      captureBeyondViewport: true,
      clip: { x: 0, y: top, width, height, scale: 1 },
    });
    return Buffer.from(String(data), 'base64');
  }

  async send(method: string, params: Parameters = {}): Promise<Parameters> {
    this.#last += 1;
    const id = this.#last;
    const session = this.#session === '' ? {} : { sessionId: this.#session };
    const answer = new Promise<Message>((resolve) => {
      this.#waiting.set(id, resolve);
    });
    (this.#child.stdio[3] as Writable).write(
      `${JSON.stringify({ id, method, params, ...session })}\0`,
    );
    const { result, error } = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #take({ id, method, params = {}, ...answer }: Message): void {
    if (id !== undefined) {
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
      return;
    }
    const told = JSON.stringify(params);
    if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown') {
      this.complaints.push(told);
    }
    if (method === 'Log.entryAdded') this.complaints.push(told);
    if (method === 'Network.requestWillBeSent') {
      const { url } = (params as { request: { url: string } }).request;
      if (url.split('#')[0] !== this.#page && url !== 'data:,') this.requests.push(url);
    }
    this.#listeners.get(method ?? '')?.(params);
  }
}
