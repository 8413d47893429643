import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Opens the workspace, and signs a demo user in with one click. @param name as the page of the provider shows it */
export async function signIn(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('button', { name: `Continue as ${name}` }).click();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
}

/** Sends a message, once the agent has ended its answer to the one before: until then Enter sends nothing. */
export async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.locator('.composer').getByRole('button', { name: 'Send' }).waitFor();
  await page.keyboard.press('Enter');
}

/** Scale and offset of the canvas, to a hundredth: what must stay when the model changes. */
export async function viewportOf(page: Page): Promise<string[]> {
  const transform = await page.locator('.canvas svg g.viewport').first().getAttribute('transform');
  return (transform?.match(/-?[\d.]+/g) ?? []).map((number) => Number(number).toFixed(2));
}

/** Sentences about what hinders people on the page as it is; empty when axe finds nothing. */
export async function findBarriers(page: Page): Promise<string[]> {
  // The policy of the page allows no script that is added to it; the debugger may.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: await axeSource });
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
  await session.detach();
  return found;
}
