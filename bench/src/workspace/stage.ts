import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSignInTokenSource } from '@ameide/demo-login';
import { startPlatformProcess } from '@ameide/platform/testing';
import { AmeideClient } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { watchPage } from './page-probe.ts';

const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** A platform in a process of its own, and a browser. */
export interface Stage {
  readonly url: string;
  /** As the demo user alice. */
  readonly client: AmeideClient;
  /** A page of a signed-in demo user in a browser context of its own, which measures itself. */
  openPage(name: string): Promise<Page>;
  /** A page with nothing of the application. */
  blankPage(): Promise<Page>;
}

const VIEWPORT = { width: 1440, height: 900 };

export async function withStage(executablePath: string, use: (stage: Stage) => Promise<void>): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'ameide-bench-'));
  const platform = await startPlatformProcess(await freePort(), ['--data', data, '--no-samples']);
  let browser: Browser | undefined;
  try {
    const launched = await chromium.launch({ executablePath, args });
    browser = launched;
    const { url, issuer } = platform;
    const token = createSignInTokenSource({ issuer, username: 'alice', password: 'alice' });
    await use({
      url,
      client: new AmeideClient({ baseUrl: url, token, deadlineMs: 120_000 }),
      async openPage(name) {
        const context = await launched.newContext({ viewport: VIEWPORT, locale: 'en-US' });
        const page = await context.newPage();
        await watchPage(page);
        await page.goto(url);
        await page.getByRole('button', { name: `Continue as ${name}` }).click();
        await page.getByRole('heading', { name: 'Home' }).waitFor();
        return page;
      },
      blankPage: async () => (await launched.newContext({ viewport: VIEWPORT })).newPage(),
    });
  } finally {
    await browser?.close();
    await platform.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  }
}
