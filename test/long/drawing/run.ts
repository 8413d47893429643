import { canonicalLoss } from '../fidelity/canonical-loss.ts';
import { createRandom } from '../random.ts';
import { differences } from './differences.ts';
import { type GestureKind, gestureKinds, perform } from './gestures.ts';
import { createHand } from './hand.ts';
import { type KeptModel, keptModel } from './kept-model.ts';
import { type Easel, type Gesture, openEasel } from './page.ts';

export interface DrawingFigures extends Findings {
  /** Gestures that came to something on the canvas. */
  drawn: number;
  inPlace: number;
  readonly byKind: Map<GestureKind, number>;
  /** Of the application itself on each gesture, in ms. */
  readonly ownWork: number[];
}

/** Sentences, with the model, the gesture and its operations. */
export interface Findings {
  kept: number;
  /** What the server has not kept, and why. */
  readonly refused: string[];
  /** What went wrong. */
  readonly faults: string[];
}

export interface DrawingRequest {
  readonly chromium: string;
  readonly models: readonly { readonly name: string; readonly document: string }[];
  readonly seed: string;
  /** Gestures that come to something, over all models. */
  readonly edits: number;
  readonly onProgress?: (figures: DrawingFigures) => void;
}

/** So many in a row that come to nothing, and a model is left alone. */
const MOST_IN_VAIN = 60;
/** Later a gesture is over: a row of arrow keys ends with a pause. */
const SETTLE_MS = 500;

/** Draws on models at random with mouse and keys, and compares what the canvas shows with what the server keeps. */
export async function runDrawing(request: DrawingRequest): Promise<DrawingFigures> {
  const { models, seed, edits, onProgress } = request;
  const figures: DrawingFigures = {
    drawn: 0,
    kept: 0,
    inPlace: 0,
    byKind: new Map(),
    refused: [],
    faults: [],
    ownWork: [],
  };
  const problems: string[] = [];
  const easel = await openEasel(request.chromium, (problem) => problems.push(problem));
  try {
    for (const [at, { name, document }] of models.entries()) {
      const share = Math.floor((edits * (at + 1)) / models.length) - Math.floor((edits * at) / models.length);
      await drawOn(easel, name, document, `${seed}\n${name}`, share, figures, problems, onProgress);
    }
  } finally {
    await easel.close();
  }
  return figures;
}

async function drawOn(
  easel: Easel,
  name: string,
  document: string,
  seed: string,
  share: number,
  figures: DrawingFigures,
  problems: string[],
  onProgress: DrawingRequest['onProgress'],
): Promise<void> {
  const random = createRandom(seed);
  const hand = createHand(easel.page);
  let model = keptModel(document);
  let fresh = await easel.freshPicture(document);
  await easel.open(document, model.elements());
  for (let done = 0, inVain = 0; done < share && inVain < MOST_IN_VAIN; ) {
    await easel.fit();
    const kind = random.one(gestureKinds)!;
    const hasTarget = await perform(kind, hand, await easel.spots(), random).catch((error: unknown) => {
      figures.faults.push(`${name}: ${kind}: ${String(error).slice(0, 200)}`);
      return false;
    });
    const gestures = hasTarget ? await ended(easel) : [];
    for (const problem of problems.splice(0)) figures.faults.push(`${name}: ${kind}: the page says: ${problem}`);
    if (await easel.isBroken()) {
      // As the application does.
      await easel.open(model.document, model.elements());
      continue;
    }
    figures.drawn += gestures.length;
    if (gestures.length > 0) figures.byKind.set(kind, (figures.byKind.get(kind) ?? 0) + gestures.length);
    const about = `${name}: ${kind} (${gestures[0]?.commands[0]?.trim()})`;
    const former = model;
    let isRefused = false;
    for (const gesture of gestures) {
      const next: KeptModel | undefined = isRefused ? undefined : attempt(model, gesture, about, figures);
      isRefused ||= next === undefined;
      model = next ?? model;
    }
    if (gestures.length > 0) {
      const [shown, before] = [await easel.picture(), fresh];
      if (model !== former) {
        const drawn = await easel.freshPicture(model.document).catch((error: unknown) => String(error));
        if (!drawn.startsWith('{')) {
          const steps = JSON.stringify(gestures.flatMap(({ steps }) => steps)).slice(0, 1500);
          figures.faults.push(`${about}: the document is not drawn: ${drawn.slice(0, 300)}\n    ${steps}`);
          model = former;
          await easel.open(model.document, model.elements());
          continue;
        }
        fresh = drawn;
      }
      // As in the application, the canvas waits for the answer to all that is on its way.
      const how = await easel.answer(model.document, model.elements(), isRefused);
      if (how === 'in place') figures.inPlace += gestures.length;
      const settled = differences(await easel.picture(), fresh, before);
      const steps = JSON.stringify(gestures.flatMap(({ steps }) => steps)).slice(0, 1500);
      for (const found of new Set([...(isRefused ? [] : differences(shown, fresh, before, false)), ...settled]))
        figures.faults.push(`${about}: ${found}\n    ${steps}`);
    }
    figures.ownWork.push(...(await easel.ownWork()));
    done += gestures.length;
    inVain = gestures.length === 0 ? inVain + 1 : 0;
    onProgress?.(figures);
  }
}

/** Waits until the gesture is over; what is left open is given up. */
export async function ended(easel: Easel): Promise<Gesture[]> {
  const gestures: Gesture[] = [];
  for (let waited = 0; waited < SETTLE_MS && gestures.length === 0; waited += 100) {
    await easel.page.waitForTimeout(100);
    gestures.push(...(await easel.taken()));
  }
  if (await easel.isBusy()) await easel.page.keyboard.press('Escape');
  await easel.page.keyboard.press('Escape');
  return [...gestures, ...(await easel.taken())];
}

export function attempt(model: KeptModel, gesture: Gesture, about: string, figures: Findings): KeptModel | undefined {
  try {
    const drawn = model.draw(gesture);
    if (!drawn.ok) {
      const why = drawn.diagnostics.map(({ code, message }) => `${code}: ${message}`).join(' | ');
      figures.refused.push(`${about}: ${why}\n    ${JSON.stringify(gesture.steps).slice(0, 1500)}`);
      return undefined;
    }
    figures.kept += 1;
    for (const lost of canonicalLoss(model.document, drawn.model.document, drawn.change))
      figures.faults.push(`${about}: lost ${lost}\n    ${JSON.stringify(gesture.steps).slice(0, 1500)}`);
    return drawn.model;
  } catch (error) {
    const what = error instanceof Error ? error.stack?.slice(0, 600) : error;
    figures.faults.push(`${about}: ${what}\n    ${JSON.stringify(gesture.steps).slice(0, 1500)}`);
    return undefined;
  }
}
