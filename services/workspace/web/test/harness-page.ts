import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

import type { CanvasHarness } from './canvas-harness.ts';

const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** A page of a browser with the canvases of a harness beside this file, and nothing else of the application. */
export async function openHarness(
  executablePath: string,
  harness = 'canvas-harness.ts',
): Promise<{ readonly browser: Browser; readonly page: Page }> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, harness)],
    bundle: true,
    format: 'iife',
    write: false,
    outdir: 'in-memory',
    loader: { '.woff': 'empty', '.woff2': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  });
  const script = outputFiles.find(({ path }) => path.endsWith('.js'))!.text;
  const browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage();
  await page.setContent('<!doctype html><title>Canvas</title>');
  await page.addScriptTag({ content: script });
  return { browser, page };
}

declare const window: { readonly harness: Record<string, (...given: readonly unknown[]) => unknown> };

type Answer<Name extends keyof CanvasHarness> = Awaited<ReturnType<CanvasHarness[Name]>>;

/** Calls the canvases of a page. */
export async function onPage<Name extends keyof CanvasHarness>(
  page: Page,
  name: Name,
  ...given: Parameters<CanvasHarness[Name]>
): Promise<Answer<Name>> {
  const call = { name: name as string, given: JSON.stringify(given) };
  const answer = await page.evaluate(
    ({ name, given }) => window.harness[name]!(...(JSON.parse(given) as readonly unknown[])),
    call,
  );
  return answer as Answer<Name>;
}
