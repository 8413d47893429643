import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { watchPage } from './page-probe.ts';
import type { Stage } from './stage.ts';

const SOURCE = `
  import Modeler from 'bpmn-js/lib/Modeler.js';
  import Viewer from 'bpmn-js/lib/NavigatedViewer.js';
  import 'bpmn-js/dist/assets/diagram-js.css';
  let shown;
  window.open_ = async (kind, xml) => {
    shown?.destroy();
    const begin = performance.now();
    shown = new (kind === 'viewer' ? Viewer : Modeler)({ container: '#canvas' });
    await shown.importXML(xml);
    shown.get('canvas').zoom('fit-viewport');
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return performance.now() - begin;
  };
  window.scale = (zoom) => shown.get('canvas').zoom(zoom, { x: 0, y: 0 });
`;

declare const window: {
  open_(kind: string, xml: string): Promise<number>;
  scale(zoom: number): void;
};

/** bpmn-js without anything of ours, beside which ours is measured. */
export interface BareBpmnJs {
  readonly page: Page;
  /** @returns milliseconds until it is drawn */
  open(kind: 'viewer' | 'modeler', document: Uint8Array): Promise<number>;
  /** 1 for 100 %. */
  zoom(scale: number): Promise<void>;
}

export async function openBareBpmnJs(stage: Stage): Promise<BareBpmnJs> {
  const { outputFiles } = await build({
    stdin: { contents: SOURCE, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
    outdir: 'in-memory',
    loader: { '.woff': 'empty', '.woff2': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'empty' },
  });
  const ending = (name: string) => outputFiles.find(({ path }) => path.endsWith(name))!.text;
  const page = await stage.blankPage();
  await watchPage(page);
  await page.goto('about:blank');
  await page.setContent('<!doctype html><div id="canvas" style="position: fixed; inset: 0"></div>');
  await page.addStyleTag({ content: ending('.css') });
  await page.addScriptTag({ content: ending('.js') });
  return {
    page,
    open: (kind, document) =>
      page.evaluate(([k, xml]) => window.open_(k, xml), [kind, new TextDecoder().decode(document)] as const),
    zoom: (scale) => page.evaluate((to) => window.scale(to), scale),
  };
}
