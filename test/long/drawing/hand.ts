import type { Page } from 'playwright-core';
import type { Spot } from './page.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a person does with mouse and keys on the canvas. */
export interface Hand {
  click(at: Point): Promise<void>;
  drag(from: Point, to: Point): Promise<void>;
  /** Selects one, and with shift others. */
  select(...spots: readonly Spot[]): Promise<void>;
  /** @returns whether there was such a tool */
  tool(name: string): Promise<boolean>;
  /** An action of the pad beside what is selected. @returns whether there was one */
  pad(pattern: RegExp, choose: (actions: readonly string[]) => string | undefined): Promise<string | undefined>;
  /** An entry of the menu that is open. */
  entry(choose: (entries: readonly string[]) => string | undefined): Promise<string | undefined>;
  keys(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
}

const BEGUN_PX = 8;

export function createHand(page: Page): Hand {
  const { mouse, keyboard } = page;
  const names = (selector: string, attribute: string) =>
    page.locator(selector).evaluateAll((found, name) => found.map((one) => one.getAttribute(name) ?? ''), attribute);

  async function click({ x, y }: Point): Promise<void> {
    await mouse.move(x, y, { steps: 2 });
    await mouse.click(x, y);
  }

  return {
    click,
    async drag(from, to) {
      await mouse.move(from.x, from.y);
      await mouse.down();
      // Some tools take the direction from the first pixels.
      const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
      await mouse.move(from.x + (BEGUN_PX * (to.x - from.x)) / length, from.y + (BEGUN_PX * (to.y - from.y)) / length);
      await mouse.move(to.x, to.y, { steps: 5 });
      await mouse.up();
    },
    async select(...spots) {
      for (const [at, spot] of spots.entries()) {
        const { x, y } = handleOf(spot);
        if (at > 0) await keyboard.down('Shift');
        await click({ x, y });
        if (at > 0) await keyboard.up('Shift');
      }
    },
    async tool(name) {
      const tool = page.locator(`.djs-palette [data-action="${name}"]`);
      if ((await tool.count()) === 0) return false;
      await tool.click();
      return true;
    },
    async pad(pattern, choose) {
      const actions = (await names('.djs-context-pad.open [data-action]', 'data-action')).filter((name) =>
        pattern.test(name),
      );
      const chosen = choose(actions);
      if (chosen !== undefined) await page.locator(`.djs-context-pad.open [data-action="${chosen}"]`).click();
      return chosen;
    },
    async entry(choose) {
      const entries = await names('.djs-popup [data-id]', 'data-id');
      const chosen = choose(entries);
      if (chosen !== undefined) await page.locator(`.djs-popup [data-id="${chosen}"]`).first().click();
      return chosen;
    },
    async keys(...keys) {
      for (const key of keys) await keyboard.press(key);
    },
    async type(text) {
      await page.locator('.djs-direct-editing-content').waitFor({ timeout: 2_000 });
      await keyboard.press('Control+a');
      await keyboard.type(text);
      await keyboard.press('Enter');
    },
  };
}

const MARGIN_PX = 3;

/** Where something can be taken hold of: what holds others, by its border. */
export function handleOf({ type, isLine, isOpen, points, x, y, width, height }: Spot): Point {
  if (isLine) {
    const at = Math.max(0, Math.floor((points.length - 1) / 2));
    const [a, b] = [points[at]!, points[at + 1] ?? points[at]!];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
  if (/:(Participant|Lane)$/.test(type)) return { x: x + MARGIN_PX, y: y + height / 2 };
  if (type === 'bpmn:Group') return { x: x + 1, y: y + height / 2 };
  if (/(SubProcess|Transaction)$/.test(type) && isOpen) return { x: x + width / 3, y: y + MARGIN_PX };
  return { x: x + width / 2, y: y + height / 2 };
}
