/** What one patch may ask for. Beyond it operations are refused with `limit_exceeded`. */
export const limits = {
  operations: 1000,
  /** Nodes and edges in one `replace_subgraph`, waypoints of one edge, names in one path. */
  items: 1000,
  /** Elements that one `arrange` draws. */
  placements: 5000,
  /** Pre-conditions, and post-conditions, of one operation. */
  conditions: 20,
  /** Nodes that selectors by type may look at, all together. One with a name looks at few, any other at all. */
  visits: 20_000_000,
  /** Failed selectors for which near names are looked up. */
  hints: 20,
  /** UTF-16 units of an id, a key or a kind. */
  identifier: 256,
  /** UTF-16 units of a name, a rationale or any text in properties. */
  text: 20_000,
  /** Levels of nested selectors and of nested properties. */
  depth: 16,
  /** Diagram units from the origin, and of width and height. */
  coordinate: 1_000_000,
} as const;
