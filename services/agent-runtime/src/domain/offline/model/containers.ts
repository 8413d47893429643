import { kindWords } from './kind.ts';
import type { ModelView, ViewNode } from './model-view.ts';

/** Whether something lies in a container, at any depth; a pool holds what its process holds, a lane what names it. */
export function isInside(view: ModelView, node: ViewNode, container: ViewNode): boolean {
  if (container.kind === 'bpmn::participant') {
    const process = view.nodes.get(container.properties.processRef ?? '');
    if (process !== undefined) return node.id === process.id || isInside(view, node, process);
  }
  const seen = new Set<string>();
  const open = [node.parent, node.properties.lane ?? ''];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === container.id) return true;
    const around = view.nodes.get(id);
    if (around === undefined || seen.has(id)) continue;
    seen.add(id);
    open.push(around.parent, around.properties.lane ?? '');
  }
  return false;
}

/** The lane that a node lies in, if it lies in one. */
export function laneOf(view: ModelView, node: ViewNode): ViewNode | undefined {
  const lane = view.nodes.get(node.properties.lane ?? '') ?? view.nodes.get(node.parent);
  return lane?.kind === 'bpmn::lane' ? lane : undefined;
}

/** The pool that a node lies in, if it lies in one. */
export function poolOf(view: ModelView, node: ViewNode): ViewNode | undefined {
  if (node.kind === 'bpmn::participant') return node;
  return [...view.nodes.values()].find((one) => one.kind === 'bpmn::participant' && isInside(view, node, one));
}

/** The outermost container of a node, below which sequence flows must stay: a process, or the pool itself. */
export function rootOf(view: ModelView, node: ViewNode): string {
  const seen = new Set<string>();
  let at = node;
  if (at.kind === 'bpmn::participant') return at.properties.processRef ?? at.id;
  while (!seen.has(at.id)) {
    seen.add(at.id);
    const parent = view.nodes.get(at.parent);
    if (parent === undefined || parent.kind === 'bpmn::collaboration') break;
    at = parent;
  }
  return at.id;
}

/** An element in words, such as `user task "Check order"`; with its id when no name, or another of its kind has it. */
export function label(view: ModelView, node: ViewNode): string {
  const name = node.name.replace(/\s+/g, ' ').trim();
  const kind = kindWords(node.kind);
  if (name === '') return `${kind} (${node.id})`;
  const shared = [...view.nodes.values()].some(
    (one) => one.id !== node.id && one.name === node.name && one.kind === node.kind,
  );
  return shared ? `${kind} "${name}" (${node.id})` : `${kind} "${name}"`;
}

/** What a person may write to mean exactly this element. */
export function reference(view: ModelView, node: ViewNode): string {
  const name = node.name.replace(/\s+/g, ' ').trim();
  const shared = [...view.nodes.values()].some((one) => one.id !== node.id && one.name === node.name);
  return name === '' || shared || name.includes('"') ? node.id : `"${name}"`;
}
