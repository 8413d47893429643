import type { Suggestion } from '@ameide/contracts/editor/v1/model_editor_service';
import type { Bounds, Point } from '@ameide/contracts/graph/v1/graph';
import type { Placement } from '@ameide/contracts/graph/v1/operation';
import type { Elements } from '../../data/elements.ts';

export interface SheetShape {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly bounds: Bounds;
}

/** What is drawn together: the model, or what a closed sub-process has inside. */
export interface Sheet {
  /** The sub-process; empty for the model. */
  readonly id: string;
  readonly shapes: readonly SheetShape[];
  readonly lines: readonly { readonly id: string; readonly points: readonly Point[] }[];
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

const MARGIN = 20;
const HAS_INSIDE = /^bpmn::(ad_hoc_sub_process|sub_process|transaction|sub_conversation)$/;

/** A layout that is offered, sheet by sheet, the model first. */
export function sheetsOf({ operations }: Suggestion, elements: Elements): readonly Sheet[] {
  const sheets = new Map<string, { shapes: SheetShape[]; lines: { id: string; points: readonly Point[] }[] }>();
  const sheetAt = (id: string) => {
    const known = sheets.get(id) ?? { shapes: [], lines: [] };
    sheets.set(id, known);
    return known;
  };
  for (const { id, bounds, waypoints } of placesIn(operations)) {
    const element = elements.get(id);
    if (element === undefined) continue;
    const { kind, name } = element;
    if (bounds) sheetAt(sheetOf(elements, id)).shapes.push({ id, kind, name, bounds });
    else sheetAt(sheetOf(elements, startOf(elements, id))).lines.push({ id, points: waypoints });
  }
  return [...sheets].map(([id, drawn]) => ({ id, ...drawn, box: boxAround(drawn.shapes) }));
}

const placesIn = (operations: Suggestion['operations']): readonly Placement[] =>
  operations.flatMap(({ operation }) => (operation.case === 'arrange' ? operation.value.placements : []));

/** The step that an edge starts at, of an edge at an edge that of the other one. */
function startOf(elements: Elements, id: string): string {
  const source = elements.get(id)?.source ?? '';
  return elements.get(source)?.source ? startOf(elements, source) : source;
}

function sheetOf(elements: Elements, id: string): string {
  for (let at = elements.get(id)?.parent ?? ''; at !== ''; at = elements.get(at)?.parent ?? '')
    if (HAS_INSIDE.test(elements.get(at)?.kind ?? '')) return at;
  return '';
}

function boxAround(shapes: readonly SheetShape[]): Sheet['box'] {
  const of = (pick: (bounds: Bounds) => number) => shapes.map(({ bounds }) => pick(bounds));
  const [x, y] = [Math.min(...of((box) => box.x)), Math.min(...of((box) => box.y))];
  const [right, bottom] = [Math.max(...of((box) => box.x + box.width)), Math.max(...of((box) => box.y + box.height))];
  return { x: x - MARGIN, y: y - MARGIN, width: right - x + 2 * MARGIN, height: bottom - y + 2 * MARGIN };
}
