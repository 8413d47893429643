import type { Page } from 'playwright-core';

/** A hand that draws on the canvas of a model. */
export interface Hand {
  /** @param end the key that ends the writing; Enter without it */
  rename(elementId: string, name: string, end?: string): Promise<void>;
  /** By so many pixels of the screen. */
  move(elementId: string, dx: number, dy: number): Promise<void>;
  /** From the palette to a place of an element, in pixels from its middle. */
  place(tool: string, elementId: string, dx: number, dy: number): Promise<void>;
  /** One of the actions beside an element. */
  choose(elementId: string, action: string): Promise<void>;
  remove(elementId: string): Promise<void>;
  select(elementId: string, modifier?: 'Shift'): Promise<void>;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

export function createHand(page: Page): Hand {
  const { mouse, keyboard } = page;

  async function middle(selector: string): Promise<Spot> {
    const element = page.locator(selector).first();
    // The canvas may be drawn anew at this moment.
    await element.waitFor();
    const box = await element.boundingBox();
    if (box === null) throw new Error(`${selector} is not in view`);
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  const shape = (id: string) => middle(`.canvas [data-element-id="${id}"]`);

  async function drag(from: Spot, to: Spot): Promise<void> {
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 6, from.y + 6);
    await mouse.move(to.x, to.y, { steps: 8 });
    await mouse.up();
  }

  return {
    async rename(elementId, name, end = 'Enter') {
      const { x, y } = await shape(elementId);
      await mouse.dblclick(x, y);
      await page.locator('.djs-direct-editing-content').waitFor();
      await keyboard.press('Control+a');
      await keyboard.type(name);
      await keyboard.press(end);
    },
    async move(elementId, dx, dy) {
      const from = await shape(elementId);
      await drag(from, { x: from.x + dx, y: from.y + dy });
    },
    async place(tool, elementId, dx, dy) {
      const to = await shape(elementId);
      await drag(await middle(`.djs-palette [data-action="create.${tool}"]`), { x: to.x + dx, y: to.y + dy });
    },
    async choose(elementId, action) {
      const { x, y } = await shape(elementId);
      await mouse.click(x, y);
      await page.locator(`.djs-context-pad [data-action="${action}"]`).click();
    },
    async select(elementId, modifier) {
      const { x, y } = await shape(elementId);
      if (modifier) await keyboard.down(modifier);
      await mouse.click(x, y);
      if (modifier) await keyboard.up(modifier);
    },
    async remove(elementId) {
      const { x, y } = await shape(elementId);
      await mouse.click(x, y);
      await keyboard.press('Delete');
    },
  };
}
