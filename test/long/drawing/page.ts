import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

/** The editor of the workspace, in a page without the rest of the application. */
const HARNESS = new URL('../../../services/workspace/web/test/drawing-harness.ts', import.meta.url).pathname;
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** A gesture as the page tells it: commands of bpmn-js indented by depth, and the operations in the JSON of their contract. */
export interface Gesture {
  readonly commands: readonly string[];
  readonly steps: readonly { readonly case: string; readonly value: unknown }[];
}

export interface Spot {
  readonly id: string;
  readonly type: string;
  readonly isLine: boolean;
  readonly isLabel: boolean;
  readonly isOpen: boolean;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** An element in the words of the page. */
export type PageElement = readonly [id: string, element: object];

export interface Easel {
  readonly page: Page;
  open(document: string, elements: readonly PageElement[]): Promise<void>;
  taken(): Promise<Gesture[]>;
  answer(document: string, elements: readonly PageElement[], isRefused: boolean): Promise<'in place' | 'anew'>;
  picture(): Promise<string>;
  freshPicture(document: string): Promise<string>;
  spots(): Promise<Spot[]>;
  isBusy(): Promise<boolean>;
  /** Whether bpmn-js has failed, and the application would begin anew. */
  isBroken(): Promise<boolean>;
  /** Why nothing has come of what was drawn since the last call. */
  obstacles(): Promise<string[]>;
  fit(): Promise<void>;
  ownWork(): Promise<number[]>;
  close(): Promise<void>;
}

declare const window: { readonly drawing: Record<string, (...given: readonly unknown[]) => unknown> };

/** @param executablePath a Chromium. @param onProblem told what the page complains about */
export async function openEasel(executablePath: string, onProblem: (problem: string) => void): Promise<Easel> {
  const { outputFiles } = await build({
    entryPoints: [HARNESS],
    bundle: true,
    format: 'iife',
    write: false,
    outdir: 'in-memory',
    loader: { '.woff': 'empty', '.woff2': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  });
  const textOf = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))!.text;
  const browser: Browser = await chromium.launch({ executablePath, args });
  const page = await browser.newPage({ viewport: { width: 1520, height: 920 } });
  page.on('pageerror', ({ message, stack = '' }) => onProblem(`${message} ${stack.split('\n').slice(1, 7).join(' ')}`));
  page.on('console', (message) => {
    if (message.type() === 'error') onProblem(message.text());
  });
  await page.setContent('<!doctype html><title>Drawing</title><body style="margin: 0">');
  await page.addStyleTag({ content: textOf('.css') });
  await page.addScriptTag({ content: textOf('.js') });
  const call =
    <Answer>(name: string) =>
    (...given: readonly unknown[]): Promise<Answer> =>
      page.evaluate(({ name, given }) => window.drawing[name]!(...(JSON.parse(given) as readonly unknown[])), {
        name,
        given: JSON.stringify(given),
      }) as Promise<Answer>;
  return {
    page,
    open: call('open'),
    taken: call('taken'),
    answer: call('answer'),
    picture: call('picture'),
    freshPicture: call('freshPicture'),
    spots: call('spots'),
    isBusy: call('isBusy'),
    isBroken: call('isBroken'),
    obstacles: call('obstacles'),
    fit: call('fit'),
    ownWork: call('ownWork'),
    close: () => browser.close(),
  };
}
