import type { Json } from '@ameide/graph-model';
import type { BpmnDocument } from '../document.ts';
import type { XmlElement } from '../xml/tree.ts';

/** How one property of the graph stands in the document. */
export interface PropertyCodec {
  readonly name: string;
  /** What it takes, for people: such as `true or false`. */
  accepts(kind: string): string;
  /**
   * The value as `read` gives it back once it is written, null for one that says nothing; undefined when an element of the kind
   * cannot hold it.
   */
  admit(value: Json, kind: string): Json | undefined;
  /** True when it names an element of the document that need not be in the graph, such as a message. */
  readonly refers?: boolean;
  /** The event definition that holds it, for a property that only events with one have. */
  readonly definition?: string;
  /** The value in the document; undefined when it has none. */
  read(element: XmlElement, context: PropertyContext): Json | undefined;
  /**
   * Makes the document say `value`. Clears the property when the value is undefined or BPMN cannot hold it; the caller
   * sees that by reading back, and then keeps the value in the extension block.
   */
  write(element: XmlElement, value: Json | undefined, context: PropertyContext): void;
}

export interface PropertyContext {
  readonly document: BpmnDocument;
  /** The graph id of the element. */
  readonly id: string;
  /** The deepest lane that lists a node. */
  laneOf(id: string): string | undefined;
}
