import { z } from 'zod';
import type { Tongue } from '../language/form.ts';
import { kindWords } from './kind.ts';

const text = z.string().default('');
const lines = z.array(z.string()).default([]);
const properties = z.record(z.string(), z.string()).default({});
const node = z.object({ id: z.string(), kind: z.string(), name: text, parent: text, properties });
const ends = { source: z.string(), target: z.string(), collapsed: z.number().default(0) };
const edge = z.object({ id: text, kind: z.string(), name: text, ...ends });
const counts = { version: z.number(), total_nodes: z.number(), total_edges: z.number() };
const projection = z.object({ ...counts, nodes: z.array(node), edges: z.array(edge), reductions: lines });
const proposal = z.object({ proposed: z.boolean(), changes: lines, findings: lines });

export type ViewNode = z.output<typeof node>;
/** An edge; without an id when it stands for a collapsed chain. */
export type ViewEdge = z.output<typeof edge>;

/** What a `GetProjection` result in the format `json` tells about a model. */
export interface ModelView {
  readonly version: number;
  readonly nodes: ReadonlyMap<string, ViewNode>;
  readonly edges: readonly ViewEdge[];
  /** Whether anything was left out or collapsed to fit the token budget. */
  readonly reduced: boolean;
  readonly totalNodes: number;
  /** In which language its elements are called. */
  readonly tongue?: Tongue;
  /** What `it` means: the element that the sentence has added or changed last. */
  readonly it?: string;
  /** Ids of what the person has selected: what `this` means. */
  readonly selected?: readonly string[];
}

export const SEQUENCE_FLOW = 'bpmn::sequence_flow';
export const MESSAGE_FLOW = 'bpmn::message_flow';

function parsed<T>(schema: z.ZodType<T>, content: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(content)).data;
  } catch {
    return undefined;
  }
}

/** What a `ProposePatch` result says; undefined when the call itself failed. */
export const parseProposal = (content: string) => parsed(proposal, content);

/** Reads a tool result; undefined when it is not a projection in the format `json`. */
export function parseModelView(content: string): ModelView | undefined {
  const read = parsed(projection, content);
  if (read === undefined) return undefined;
  const { version, nodes, edges, reductions, total_nodes: totalNodes, total_edges: totalEdges } = read;
  const reduced = reductions.length > 0 || nodes.length < totalNodes || edges.length < totalEdges;
  return { version, nodes: new Map(nodes.map((one) => [one.id, one])), edges, reduced, totalNodes };
}

/** Edges of a kind that start at a node. */
export function outgoing({ edges }: ModelView, id: string, kind = SEQUENCE_FLOW): readonly ViewEdge[] {
  return edges.filter((one) => one.source === id && one.kind === kind);
}

/** Edges of a kind that end at a node. */
export function incoming({ edges }: ModelView, id: string, kind = SEQUENCE_FLOW): readonly ViewEdge[] {
  return edges.filter((one) => one.target === id && one.kind === kind);
}

/** The events on the border of an activity. */
export function attachedTo({ nodes }: ModelView, id: string): readonly ViewNode[] {
  return [...nodes.values()].filter((one) => one.properties.attachedTo === id);
}

/** Whether something lies in a container, at any depth; a pool holds what its process holds, a lane what names it. */
export function isInside(view: ModelView, { id, parent, properties }: ViewNode, container: ViewNode): boolean {
  const process = view.nodes.get((container.kind === 'bpmn::participant' && container.properties.processRef) || '');
  if (process?.id === id) return true;
  const seen = new Set<string>();
  const open = [parent, properties.lane ?? ''];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === (process ?? container).id) return true;
    const around = view.nodes.get(at);
    if (around === undefined || seen.has(at)) continue;
    seen.add(at);
    open.push(around.parent, around.properties.lane ?? '');
  }
  return false;
}

/** The lane that a node lies in, if it lies in one; an event on a border lies where its activity lies. */
export function laneOf({ nodes }: ModelView, { properties, parent }: ViewNode): ViewNode | undefined {
  const host = nodes.get(properties.attachedTo ?? '');
  const lane = nodes.get(properties.lane ?? '') ?? nodes.get(parent);
  return lane?.kind === 'bpmn::lane' ? lane : nodes.get(host?.properties.lane ?? '');
}

/** The pool that a node lies in, if it lies in one. */
export function poolOf(view: ModelView, node: ViewNode): ViewNode | undefined {
  if (node.kind === 'bpmn::participant') return node;
  for (const one of view.nodes.values()) {
    if (one.kind === 'bpmn::participant' && isInside(view, node, one)) return one;
  }
  return undefined;
}

/** The outermost container of a node, below which sequence flows must stay: a process, or the pool itself. */
export function rootOf({ nodes }: ModelView, node: ViewNode): string {
  if (node.kind === 'bpmn::participant') return node.properties.processRef ?? node.id;
  const seen = new Set<string>();
  let at = node;
  while (!seen.has(at.id)) {
    seen.add(at.id);
    const parent = nodes.get(at.parent);
    if (parent === undefined || parent.kind === 'bpmn::collaboration') break;
    at = parent;
  }
  return at.id;
}

/** By the nodes of a view, which never change: what a sentence names is asked of every element that it may mean. */
const byName = new WeakMap<ModelView['nodes'], ReadonlyMap<string, readonly ViewNode[]>>();

/** The elements with the name of a node, itself among them. */
function namesakes(nodes: ModelView['nodes'], { name }: ViewNode): readonly ViewNode[] {
  const known = byName.get(nodes) ?? Map.groupBy(nodes.values(), (one) => one.name);
  byName.set(nodes, known);
  return known.get(name) ?? [];
}

export const plainName = ({ name }: { readonly name: string }): string => name.replace(/\s+/g, ' ').trim();

/** An element in words, such as `user task "Check order"`; with its id when no name, or another of its kind has it. */
export function label({ nodes, tongue }: ModelView, node: ViewNode): string {
  const name = plainName(node);
  const kind = kindWords(node.kind, tongue);
  if (name === '') return `${kind} (${node.id})`;
  const isShared = namesakes(nodes, node).some((one) => one.id !== node.id && one.kind === node.kind);
  return isShared ? `${kind} "${name}" (${node.id})` : `${kind} "${name}"`;
}

/** What a person may write to mean exactly this element. */
export function reference({ nodes }: ModelView, node: ViewNode): string {
  const name = plainName(node);
  const isShared = namesakes(nodes, node).length > 1;
  return name === '' || isShared || name.includes('"') ? node.id : `"${name}"`;
}
