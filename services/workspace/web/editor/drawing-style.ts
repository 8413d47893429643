import { poollessProcesses } from './poolless.ts';
import { translation } from './translation.ts';

const FONT = '"Inter Variable", sans-serif';
/** As wide as the 12 px of Arial for which people have drawn the labels of their models. */
const TEXT_PX = 11.5;

/** How bpmn-js draws and speaks: with the names of colours, so that a theme draws nothing anew. */
export const drawing = {
  additionalModules: [poollessProcesses, translation],
  bpmnRenderer: {
    defaultFillColor: 'var(--canvas-fill)',
    defaultStrokeColor: 'var(--canvas-line)',
    defaultLabelColor: 'var(--canvas-ink)',
  },
  textRenderer: {
    defaultStyle: { fontFamily: FONT, fontSize: TEXT_PX },
    externalStyle: { fontFamily: FONT, fontSize: TEXT_PX - 1 },
  },
};

/** Texts are measured when they are drawn. */
export async function loadDrawingFont(): Promise<void> {
  await document.fonts.load(`${TEXT_PX}px ${FONT}`);
}

const printColours: Readonly<Record<string, string>> = {
  '--canvas-fill': '#ffffff',
  '--canvas-line': '#33363d',
  '--canvas-ink': '#1b1c20',
};

/** A drawing in the colours of a white page. */
export function inPrintColours(svg: string): string {
  return svg.replaceAll(/var\((--canvas-[a-z]+)\)/g, (_match, name: string) => printColours[name] ?? '#1b1c20');
}
