import assert from 'node:assert/strict';
import { Chromium } from '../../../support/chromium.js';
import { installed, skipBecause } from '../../../support/skip.js';
import { message } from '../../../traces/parts.js';
import { type Contrast, contrasts } from './contrast.js';
import { Desk, HOSTILE } from './support.js';

/** As many stops of the keyboard as these pages have at most. */
const MOST_STOPS = 400;
/** WCAG 2.2, 1.4.3: of text, and of large or bold text. */
const LEAST_CONTRAST = 4.5;

const SECTIONS = `[...document.querySelectorAll('section')].map((section) => section.id)`;
const FOCUSED = `(() => {
  const { activeElement: at } = document;
  const box = at.getBoundingClientRect();
  return at === document.body ? null : {
    sections: [...document.querySelectorAll('section')].filter((one) => one.contains(at)).map((one) => one.id),
    visible: box.width > 0 && box.height > 0 && getComputedStyle(at).outlineStyle !== 'none',
    name: at.localName,
  };
})()`;

interface Focused {
  readonly sections: readonly string[];
  readonly visible: boolean;
  readonly name: string;
}

describe('the pages, in a real Chromium', function () {
  this.timeout(60_000);
  const desk = new Desk();
  let chromium: Chromium;
  const pages = new Map<string, string>();

  before(async function () {
    if (!installed('chromium')) skipBecause(this, 'chromium is not installed');
    const card = await desk.recorded({ message: message('one-account'), label: HOSTILE });
    const [old, fresh] = [desk.timed('3g/public-2700'), desk.timed('3g/pin')];
    pages.set('report', await desk.page('trace', 'report', old, fresh, card));
    pages.set('diff', await desk.page('trace', 'diff', old, fresh));
    for (const [name, page] of pages) desk.write(`${name}.html`, page);
    chromium = await Chromium.start();
  });
  after(async () => {
    await chromium?.stop();
    desk.remove();
  });

  const open = async (name: string): Promise<void> => {
    await chromium.size(1280, 900);
    await chromium.open(desk.at(`${name}.html`));
  };

  for (const name of ['report', 'diff']) {
    describe(name, () => {
      it('opens without a word on the console, and asks for nothing', async () => {
        await chromium.scheme('light');
        await open(name);
        assert.deepEqual(chromium.complaints, []);
        assert.deepEqual(chromium.requests, []);
        assert.equal(await chromium.evaluate('document.scripts.length'), 0);
        assert.equal(await chromium.evaluate('document.images.length'), 0);
      });

      it('can be read with the keyboard alone: each section is reached, and where one is shows', async () => {
        await open(name);
        const reached = new Set<string>();
        const wanted = await chromium.evaluate<string[]>(SECTIONS);
        let first: Focused | null = null;
        for (let stops = 0; stops < MOST_STOPS; stops += 1) {
          await chromium.press('Tab');
          const focused = await chromium.evaluate<Focused | null>(FOCUSED);
          if (focused === null) break;
          first ??= focused;
          assert.ok(focused.visible, JSON.stringify(focused));
          for (const id of focused.sections) reached.add(id);
        }
        assert.equal(first!.name, 'a', 'the first stop skips the navigation');
        assert.deepEqual([...reached].sort(), wanted.sort());
      });

      it('has landmarks, a language, headings in order, and names for all that is a stop', async () => {
        await open(name);
        const count = (selector: string) =>
          chromium.evaluate<number>(
            `document.querySelectorAll(${JSON.stringify(selector)}).length`,
          );
        assert.equal(await chromium.evaluate('document.documentElement.lang'), 'en');
        for (const landmark of ['header', 'nav[aria-label]', 'main', 'footer', 'h1']) {
          assert.equal(await count(landmark), 1, landmark);
        }
        const levels = await chromium.evaluate<number[]>(
          `[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.localName[1]))`,
        );
        for (const [at, level] of levels.entries()) {
          assert.ok(level <= (levels[at - 1] ?? 0) + 1, `heading ${at}`);
        }
        assert.equal(
          await chromium.evaluate(
            `[...document.querySelectorAll('a,summary,[tabindex="0"]')].filter((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === '').length`,
          ),
          0,
        );
        assert.equal(await count('th:not([scope])'), 0);
        assert.equal(await count('table:not(:has(caption))'), 0);
        assert.equal(
          await chromium.evaluate(
            `new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)).size`,
          ),
          await count('[id]'),
        );
      });

      for (const scheme of ['light', 'dark'] as const) {
        it(`has enough contrast everywhere, ${scheme}`, async () => {
          await chromium.scheme(scheme);
          await open(name);
          const all = await chromium.evaluate<Contrast[]>(contrasts);
          assert.ok(all.length > 50, `${all.length}`);
          assert.deepEqual(
            all.filter(({ ratio }) => ratio < LEAST_CONTRAST),
            [],
          );
        });
      }

      it('is another one in the dark', async () => {
        const looks: Buffer[] = [];
        for (const scheme of ['light', 'dark'] as const) {
          await chromium.scheme(scheme);
          await open(name);
          looks.push(await chromium.picture(600, 0, 400));
        }
        assert.notDeepEqual(looks[0], looks[1]);
      });

      for (const width of [1280, 390]) {
        it(`needs no scrolling sideways, ${width} wide`, async () => {
          await open(name);
          await chromium.size(width, 900);
          await chromium.evaluate(
            `document.querySelectorAll('details').forEach((one) => { one.open = true; })`,
          );
          assert.equal(await chromium.evaluate('document.documentElement.scrollWidth'), width);
        });
      }
    });
  }

  it('open what is folded with the keyboard', async () => {
    await open('report');
    await chromium.evaluate(`document.querySelector('summary').focus()`);
    await chromium.press('Enter');
    assert.equal(await chromium.evaluate(`document.querySelector('details').open`), true);
  });
});
