import type { Diagnostic } from './diagnostic.ts';
import { fieldChange } from './field-change.ts';
import type { Bounds, GraphNode, Json, Point, Properties } from './graph.ts';
import type { Draft, GraphIndex } from './graph-index.ts';
import { inverseMutation } from './inverse.ts';
import { patchProperties } from './json.ts';
import { kindLabel, labelOf, labelWithId } from './label.ts';
import { match } from './match.ts';
import type { EdgeFields, NodeFields, SemanticMutation } from './mutation.ts';
import type { Notation } from './notation.ts';
import type { NewNode, Operation, Selector } from './operation.ts';
import { type FieldRef, readsOf } from './reads.ts';
import { judge } from './select.ts';

/** A place on the canvas that an operation asks for. */
export type Placement =
  | { readonly id: string; readonly bounds: Bounds }
  | { readonly id: string; readonly waypoints: readonly Point[] }
  | { readonly id: string; readonly label: Bounds };

/** What the operations of one patch share while it is planned. */
export interface Workspace {
  readonly before: GraphIndex;
  readonly draft: Draft;
  readonly notation: Notation;
  /** Says which operation of the patch would add an id or key that is not there, if one would. */
  readonly missing: (idOrKey: string) => string | undefined;
  /** For how many more failed selectors near names are looked up. */
  readonly hints: { left: number };
}

/** One operation being carried out on the draft: resolves, refuses and records. */
export class Step {
  readonly operation: Operation;
  readonly mutations: SemanticMutation[] = [];
  readonly placements: Placement[] = [];
  /** New elements with the ones that they are copies of. */
  readonly copies: (readonly [copy: string, original: string])[] = [];
  /** Why it is refused. */
  readonly diagnostics: Diagnostic[] = [];
  readonly warnings: Diagnostic[] = [];
  readonly reads: FieldRef[] = [];
  /** What its selectors matched, in the order of the selectors. */
  readonly targets: string[] = [];
  /** The properties that a connection asks for, null clearing. */
  asked: Properties = {};
  readonly #workspace: Workspace;

  constructor(workspace: Workspace, operation: Operation) {
    this.#workspace = workspace;
    this.operation = operation;
  }

  get draft(): Draft {
    return this.#workspace.draft;
  }

  get before(): GraphIndex {
    return this.#workspace.before;
  }

  fail(code: string, message: string, elementIds?: readonly string[]): undefined {
    const about = elementIds === undefined ? {} : { elementIds };
    this.diagnostics.push({ severity: 'error', code, message, operationId: this.operation.id, ...about });
  }

  warn(code: string, message: string, elementIds: readonly string[]): void {
    this.warnings.push({ severity: 'warning', code, message, operationId: this.operation.id, elementIds });
  }

  /** Notes what a selector depends on in a graph: what it matches, and what it would match without the patch. */
  note(selector: Selector, graph: GraphIndex): readonly string[] {
    const ids = match(graph, selector);
    const now = new Set(ids);
    const then = new Set(match(this.before, selector));
    for (const read of readsOf(graph, selector, ids)) this.reads.push(read);
    for (const id of [...now, ...then]) {
      if ((now.has(id) && then.has(id)) || this.before.element(id) === undefined) continue;
      const above = [...graph.ancestors(id), ...this.before.ancestors(id)];
      for (const at of [id, ...above]) this.reads.push([at, '*']);
      if (selector.by === 'neighbour') this.reads.push([id, 'edges']);
    }
    return ids;
  }

  select(selector: Selector, options?: { readonly one: boolean }): readonly string[] | undefined {
    const hints = this.#workspace.hints.left > 0;
    const selection = judge(this.draft, selector, this.note(selector, this.draft), { ...options, hints });
    if (!selection.ok) {
      this.#workspace.hints.left--;
      const name = selector.by === 'id' ? selector.id : selector.by === 'key' ? selector.key : undefined;
      const missing = name === undefined ? undefined : this.#workspace.missing(name);
      if (missing !== undefined) return this.fail('depends_on_operation', missing);
      const { code, message, elementIds } = selection.diagnostic;
      return this.fail(code, message, elementIds);
    }
    for (const id of selection.ids) this.targets.push(id);
    return selection.ids;
  }

  one(selector: Selector): string | undefined {
    return this.select(selector, { one: true })?.[0];
  }

  nodes(selector: Selector, options?: { readonly one: boolean }): readonly GraphNode[] | undefined {
    const ids = this.select(selector, options);
    if (ids === undefined) return undefined;
    const edge = ids.map((id) => this.draft.edges.get(id)).find((found) => found !== undefined);
    if (edge !== undefined) {
      return this.fail('not_a_node', `${labelWithId(edge)} is not a node, which ${this.operation.type} needs.`, [
        edge.id,
      ]);
    }
    return ids.map((id) => this.draft.nodes.get(id)!);
  }

  apply(mutation: SemanticMutation): void {
    this.draft.apply(mutation);
    this.mutations.push(mutation);
  }

  changeNode(id: string, fields: NodeFields): void {
    const change = fieldChange<NodeFields>(this.draft.nodes.get(id)!, fields);
    if (change !== undefined) this.apply({ type: 'node_changed', id, ...change });
  }

  changeEdge(id: string, fields: EdgeFields): void {
    const change = fieldChange<EdgeFields>(this.draft.edges.get(id)!, fields);
    if (change !== undefined) this.apply({ type: 'edge_changed', id, ...change });
  }

  /** The id for a new element: the given one if it is free, else a fresh one. */
  claimId(given: string, kind: string, seed: string): string | undefined {
    if (given === '') return this.#workspace.notation.createId(kind, seed, this.draft);
    const taken = this.draft.element(given);
    if (taken !== undefined)
      return this.fail('id_taken', `The id "${given}" belongs to ${labelWithId(taken)}.`, [given]);
    const former = this.before.element(given);
    if (former !== undefined && former.kind !== kind) {
      return this.fail('id_taken', `The id "${given}" belonged to a ${former.kind}; give the new element another.`, [
        given,
      ]);
    }
    if (former !== undefined) this.reads.push([given, '*']);
    return given;
  }

  /** Adds a node; `named` gives the ids of nodes that the operation adds, by what the operation calls them. */
  addNode(node: NewNode, id: string, parent: string | null, named?: ReadonlyMap<string, string>): void {
    if (!this.requireFreeKey(node.key)) return;
    const { key, kind, name, lifecycle } = node;
    const set = this.admit(kind, {}, node.properties, named);
    if (set === undefined) return;
    const properties = patchProperties({}, set);
    this.apply({ type: 'node_added', node: { id, key, kind, name, parent, properties, lifecycle } });
  }

  requireFreeKey(key: string): boolean {
    if (key === '') return true;
    const [owner] = this.draft.withKey(key);
    if (owner !== undefined) {
      this.fail('key_taken', `The key "${key}" belongs to ${labelWithId(this.draft.element(owner)!)}.`, [owner]);
      return false;
    }
    for (const id of this.before.withKey(key)) this.reads.push([id, '*']);
    return true;
  }

  /** What to set on an element of a kind that has the properties `current`; nothing when the notation refuses any of it. */
  admit(
    kind: string,
    current: Properties,
    asked: Properties,
    named?: ReadonlyMap<string, string>,
  ): Properties | undefined {
    const attached = this.#attachment(asked, named);
    if (attached === undefined) return undefined;
    const { set, faults } = this.#workspace.notation.admitProperties(kind, current, attached);
    for (const fault of faults) this.fail('invalid_property', fault);
    return faults.length === 0 ? set : undefined;
  }

  /** The properties of a node that one of another kind can have, with those asked for; nothing when the notation refuses these. */
  carryOver(node: GraphNode, kind: string, asked: Properties): Properties | undefined {
    const kept: Record<string, Json> = {};
    const { notation } = this.#workspace;
    for (const [name, value] of Object.entries(node.properties)) {
      if (Object.hasOwn(asked, name)) continue;
      const { set, faults } = notation.admitProperties(kind, kept, { [name]: value });
      if (faults.length === 0) Object.assign(kept, patchProperties({}, set));
      else if (typeof value !== 'boolean' && name !== 'attachedTo')
        this.warn('not_carried_over', notCarriedOver(node, kind, name), [node.id]);
    }
    // Null is not carried over, whether or not the new kind has such a property.
    const wanted = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== null));
    const set = this.admit(kind, kept, wanted);
    return set && patchProperties(kept, set);
  }

  /** Those properties of the element that a new one is a copy of which go along. */
  propertiesOfOriginal(id: string, kind: string): Properties | undefined {
    const found = this.one({ by: 'id', id });
    const element = found === undefined ? undefined : this.draft.element(found);
    if (element === undefined) return undefined;
    if (element.kind !== kind)
      return this.fail(
        'not_a_copy',
        `${labelWithId(element)} is no ${kindLabel(kind)}: only elements of one kind are copies.`,
        [id],
      );
    const { tyingProperties } = this.#workspace.notation;
    const own = Object.entries(element.properties).filter(([name]) => !tyingProperties.has(name));
    return Object.fromEntries(own);
  }

  canBecome(from: string, to: string): boolean {
    return this.#workspace.notation.canBecome(from, to);
  }

  /** Properties whose `attachedTo`, which may be given as a key, names a node. */
  #attachment(properties: Properties, named?: ReadonlyMap<string, string>): Properties | undefined {
    const host = properties.attachedTo;
    if (typeof host !== 'string') return properties;
    const id = named?.get(host) ?? (this.draft.nodes.has(host) ? host : [...this.draft.withKey(host)][0]);
    if (id === undefined) {
      return this.fail(
        'dangling_attachment',
        this.#workspace.missing(host) ?? `There is no node "${host}" to attach to.`,
      );
    }
    this.reads.push([id, 'exists']);
    return { ...properties, attachedTo: id };
  }

  /** Takes back everything that the operation did to the draft. */
  undo(): void {
    for (const mutation of this.mutations.toReversed()) this.draft.apply(inverseMutation(mutation));
    this.mutations.length = 0;
    this.placements.length = 0;
    this.copies.length = 0;
  }
}

const notCarriedOver = (node: GraphNode, kind: string, name: string) =>
  `The property ${name} of ${labelOf(node)} is gone: a ${kindLabel(kind)} has none with that value.`;
