import type { Viewer } from './bpmn-js.ts';

/** Why something cannot be put where a person has let go of it. */
export type Obstacle = 'outside pool' | 'not here' | 'not connectable';

interface Element {
  readonly businessObject?: { $instanceOf(type: string): boolean };
  readonly labelTarget?: unknown;
}

interface DragEnd {
  readonly hover?: Element;
  readonly context: {
    readonly canExecute?: unknown;
    readonly target?: Element;
    readonly elements?: readonly Element[];
    readonly shapes?: readonly Element[];
  };
}

/** Before the listeners of bpmn-js. */
const FIRST = 5_000;

/** Tells in words what bpmn-js shows with a red frame. */
export function sayWhyNot(modeler: Viewer, tell: (obstacle: Obstacle) => void): void {
  modeler.on<DragEnd>(['create.end', 'shape.move.end'], FIRST, ({ hover, context }) => {
    const onto = hover ?? context.target;
    if (context.canExecute !== false || !onto) return;
    const moved = context.elements ?? context.shapes ?? [];
    const isOutside = is(onto, 'bpmn:Collaboration') && moved.some((one) => is(one, 'bpmn:FlowElement'));
    tell(isOutside ? 'outside pool' : 'not here');
  });
  modeler.on<DragEnd>(['connect.end', 'bendpoint.move.end'], FIRST, ({ hover, context }) => {
    if (hover && context.canExecute === false) tell('not connectable');
  });
}

const is = ({ businessObject, labelTarget }: Element, type: string) =>
  !labelTarget && businessObject?.$instanceOf(type) === true;
