import type { Locator, Page } from 'playwright-core';

interface Stop {
  /** Null when the focus is nowhere, such as after the last stop of a page. */
  readonly on: string | null;
  readonly isSeen: boolean;
}

/** How everything that can have the focus looks now, kept in the page until the next key. */
const look = `
  window.lookOf = element => [element, element.parentElement].flatMap(one => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(one);
    return [outlineStyle === 'none' ? '' : outlineStyle + outlineWidth, boxShadow, borderColor, backgroundColor];
  }).join();
  window.before = new WeakMap([...document.querySelectorAll('a, button, input, select, textarea, [tabindex]')]
    .filter(one => one !== document.activeElement).map(one => [one, window.lookOf(one)]));`;

/** Where the focus is, and whether the place looks different for having it. */
const stop = `(() => {
  const on = document.activeElement;
  if (on === null || on === document.body) return { on: null, isSeen: true };
  const { top, bottom, left, right } = on.getBoundingClientRect();
  const isInWindow = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  const isSeen = isInWindow && window.before.get(on) !== window.lookOf(on);
  return { on: on.outerHTML.slice(0, 240), isSeen };
})()`;

const hasFocus = (element: unknown): boolean =>
  element === (globalThis as unknown as { document: { activeElement: unknown } }).document.activeElement;

/** Whatever a mouse, a finger or a pen does is kept until the end, across pages. */
const watch = `for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'mousemove'])
  addEventListener(kind, () => console.error('used the pointer: ' + kind), { capture: true });`;

/** A person without a mouse. */
export class Typist {
  readonly pointed: string[] = [];

  private constructor(readonly page: Page) {}

  static async at(page: Page): Promise<Typist> {
    const typist = new Typist(page);
    page.on('console', message => {
      if (message.text().startsWith('used the pointer')) typist.pointed.push(message.text());
    });
    await page.addInitScript(watch);
    return typist;
  }

  /** From stop to stop until the named one has the focus; each of them has to show that it has it. */
  async reach(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab', most = 45): Promise<void> {
    await target.waitFor({ state: 'attached' });
    const passed: string[] = [];
    for (let presses = 0; presses < most; presses += 1) {
      await this.page.evaluate(look);
      await this.page.keyboard.press(key);
      const { on, isSeen } = await this.page.evaluate<Stop>(stop);
      if (!isSeen) throw new Error(`Nobody sees that the focus is on ${on ?? ''}`);
      if (await this.isOn(target)) return;
      passed.push(on ?? 'nothing');
    }
    throw new Error(`Not reached by ${most} times ${key}; the last were\n${passed.slice(-12).join('\n')}`);
  }

  isOn(target: Locator): Promise<boolean> {
    return target.evaluate(hasFocus);
  }

  async press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press(key);
  }

  async write(field: Locator, text: string): Promise<void> {
    await this.reach(field);
    await this.page.keyboard.type(text);
  }
}
