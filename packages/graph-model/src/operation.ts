import type { Bounds, Lifecycle, Point, Properties } from './graph.ts';

/** How an operation names the elements that it is about. */
export type Selector =
  | { readonly by: 'id'; readonly id: string }
  | { readonly by: 'key'; readonly key: string }
  /** All nodes of a kind (all kinds when empty) whose fields match every given filter; names compare case-insensitively. */
  | { readonly by: 'type'; readonly kind: string; readonly filter: Filter }
  /** The nodes one edge away from what `of` selects; `edgeKind` empty means any. */
  | {
      readonly by: 'neighbour';
      readonly of: Selector;
      readonly direction: 'in' | 'out' | 'both';
      readonly edgeKind: string;
    }
  /** Names from the outermost container inwards, such as `Order handling / Sales / Check credit`. */
  | { readonly by: 'path'; readonly path: readonly string[] };

export interface Filter {
  readonly name?: string;
  readonly nameContains?: string;
  readonly within?: string;
  readonly lifecycle?: Lifecycle;
  readonly properties?: Properties;
}

/** A statement that must hold before (pre) or after (post) an operation. */
export type Condition =
  | { readonly type: 'exists'; readonly selector: Selector }
  | { readonly type: 'absent'; readonly selector: Selector }
  | { readonly type: 'count'; readonly selector: Selector; readonly minimum: number; readonly maximum: number }
  | { readonly type: 'connected'; readonly source: Selector; readonly target: Selector; readonly edgeKind: string }
  | { readonly type: 'name_is'; readonly selector: Selector; readonly name: string };

interface OperationBase {
  /** Unique in the patch; diagnostics and partial approvals refer to it. */
  readonly id: string;
  readonly pre: readonly Condition[];
  readonly post: readonly Condition[];
  /** Why, in the words of the person or agent who proposes it. */
  readonly rationale: string;
}

export interface NewNode {
  /** Given by the proposer, or empty: then the notation makes one from the operation's id. */
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly properties: Properties;
  readonly lifecycle: Lifecycle;
}

/** Where an element is drawn: null and an empty list for what stays. */
export interface DrawnPlace {
  readonly id: string;
  readonly bounds: Bounds | null;
  readonly waypoints: readonly Point[];
  /** The place of a name that stands beside its element. */
  readonly label: Bounds | null;
}

/** Everything that a person or an agent can do to a model. A selector that must name one element says so with `_one_`. */
export type Operation = OperationBase &
  (
    | {
        readonly type: 'add_node';
        readonly node: NewNode;
        readonly parent: Selector | null;
        /** A node of the same kind: what it has, known to the graph or not, and is not given, the new one gets as well. */
        readonly copyOf?: string;
      }
    /** Removes the selected nodes with everything inside and every edge that touches them. */
    | { readonly type: 'remove_node'; readonly selector: Selector }
    /** Sets the given properties; a null removes one. Others stay. Applies to the selected nodes or edges. */
    | { readonly type: 'update_node'; readonly selector: Selector; readonly properties: Properties }
    | {
        readonly type: 'connect';
        readonly edge: {
          readonly id: string;
          readonly kind: string;
          readonly name: string;
          readonly properties: Properties;
        };
        readonly source: Selector;
        readonly target: Selector;
        /** An edge of the same kind, as with nodes. */
        readonly copyOf?: string;
      }
    /** By edge id, or all edges of a kind between a source and a target. */
    | {
        readonly type: 'disconnect';
        readonly edgeId: string;
        readonly source: Selector | null;
        readonly target: Selector | null;
        readonly edgeKind: string;
      }
    /** Removes what `remove` selects and adds the given nodes and edges; edges from outside are re-attached as `reattach` says. */
    | {
        readonly type: 'replace_subgraph';
        readonly remove: Selector;
        readonly parent: Selector | null;
        readonly nodes: readonly NewNode[];
        readonly edges: readonly {
          readonly id: string;
          readonly kind: string;
          readonly name: string;
          readonly source: string;
          readonly target: string;
          readonly properties: Properties;
        }[];
        /** Keys or ids among `nodes` that take over the incoming and the outgoing edges of what was removed. */
        readonly entry: string;
        readonly exit: string;
      }
    | { readonly type: 'rename'; readonly selector: Selector; readonly name: string }
    | { readonly type: 'set_lifecycle'; readonly selector: Selector; readonly lifecycle: Lifecycle }
    /** Into another container, to another place on the canvas, or both. */
    | {
        readonly type: 'move';
        readonly selector: Selector;
        readonly parent: Selector | null;
        readonly bounds: Bounds | null;
        readonly waypoints: readonly Point[];
      }
    /** Makes one node one of another kind; what that cannot have goes, with a warning. The properties are set along with it. */
    | {
        readonly type: 'change_kind';
        readonly selector: Selector;
        readonly kind: string;
        readonly properties: Properties;
      }
    /** Draws elements exactly so. Nothing else that is drawn moves, whatever the rest of the patch does. */
    | { readonly type: 'arrange'; readonly placements: readonly DrawnPlace[] }
    /** Puts the selected nodes into a new container node of the given kind. */
    | { readonly type: 'group'; readonly selector: Selector; readonly node: NewNode }
  );

export type OperationType = Operation['type'];
