import type { PlacementSchema } from '@ameide/contracts/graph/v1/operation';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Step } from '../../editor/gesture.ts';

/** What SaveDraft takes at once: operations, and characters of them, well below the bytes of a message. */
const MOST_OPERATIONS = 500;
const MOST_CHARACTERS = 120_000;

/**
 * A gesture in parts that the server takes, each of which can be done after the ones before it. A line that leads elsewhere is
 * taken off and put on again in one part, and what is new or changed is drawn in the part that says so.
 */
export function inParts(steps: readonly Step[]): Step[][] {
  if (steps.length <= MOST_OPERATIONS && sizeOf(steps) <= MOST_CHARACTERS) return [[...steps]];
  const placements = new Map(
    steps.flatMap((step) => (step.case === 'arrange' ? (step.value.placements ?? []) : [])).map((one) => [one.id, one]),
  );
  const parts: Step[][] = [];
  let part: Step[] = [];
  let drawn: MessageInitShape<typeof PlacementSchema>[] = [];
  let size = 0;
  const end = () => {
    if (drawn.length > 0) part.push({ case: 'arrange', value: { placements: drawn } });
    if (part.length > 0) parts.push(part);
    [part, drawn, size] = [[], [], 0];
  };
  const others = steps.filter((step) => step.case !== 'arrange');
  const lastNaming = new Map(others.map((step, at) => [nameOf(step), at]));
  for (const [at, step] of others.entries()) {
    const id = nameOf(step);
    const placement = lastNaming.get(id) === at ? placements.get(id) : undefined;
    const added = sizeOf(step) + (placement ? sizeOf(placement) : 0);
    const goesOn = step.case === 'connect' && isTakenOff(part.at(-1), id);
    // One more for the drawing, and one for a line that is put on again.
    if (!goesOn && (part.length + 2 >= MOST_OPERATIONS || size + added > MOST_CHARACTERS)) end();
    part.push(step);
    size += added;
    if (!placement) continue;
    drawn.push(placement);
    placements.delete(id);
  }
  for (const placement of placements.values()) {
    if (size + sizeOf(placement) > MOST_CHARACTERS) end();
    drawn.push(placement);
    size += sizeOf(placement);
  }
  end();
  return parts;
}

const sizeOf = (value: unknown) => JSON.stringify(value).length;

const isTakenOff = (step: Step | undefined, id: string) => step?.case === 'disconnect' && step.value.edgeId === id;

/** The id of the element that an operation is about. */
function nameOf(step: Step): string {
  switch (step.case) {
    case 'addNode':
      return step.value.node?.id ?? '';
    case 'connect':
      return step.value.edge?.id ?? '';
    case 'disconnect':
      return step.value.edgeId ?? '';
    default: {
      const { selector } = step.value as { selector?: { selector?: { value?: unknown } } };
      return String(selector?.selector?.value ?? '');
    }
  }
}
