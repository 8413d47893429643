import type { Change, SemanticMutation } from '@ameide/contracts/graph/v1/change';
import type { Edge, Node } from '@ameide/contracts/graph/v1/graph';
import { kindName } from '../../data/kinds.ts';
import type { Language } from '../../design/preferences.ts';
import { words } from './words.ts';

/** One line of a proposal: what is added, changed or removed. */
export interface ChangeLine {
  readonly sign: 'add' | 'change' | 'remove';
  readonly text: string;
  /** What it was, or empty. */
  readonly detail: string;
}

interface Known {
  readonly name: string;
  readonly kind: string;
  readonly source?: string;
  readonly target?: string;
}

/** Says in words what a change does to elements of a model. */
export interface ChangeDescriber {
  describe(mutation: SemanticMutation): ChangeLine | undefined;
  /** The drawing of an element that otherwise stays. */
  describePlace(elementId: string, isLine: boolean): ChangeLine;
  /** An element, as people call it. */
  nameOf(elementId: string): string;
}

/** What is said of a model in words; a graph of the contract is one. */
export interface KnownModel {
  readonly nodes: readonly Pick<Node, 'id' | 'kind' | 'name'>[];
  readonly edges: readonly Pick<Edge, 'id' | 'kind' | 'name' | 'source' | 'target'>[];
}

/** @param graph the model before the change */
export function createChangeDescriber(
  graph: KnownModel | undefined,
  change: Change | undefined,
  language: Language,
): ChangeDescriber {
  const t = words[language];
  const known = knownElements(graph, change);
  const kind = (id: string) => kindName(known.get(id)?.kind ?? '', language);
  const nameOf = (id: string): string => {
    const element = known.get(id);
    if (element === undefined) return t.quote(id);
    if (element.name !== '') return t.quote(element.name);
    if (element.source !== undefined) return flow(id);
    return kind(id);
  };
  const flow = (id: string, ends: { source?: string | undefined; target?: string | undefined } = {}) => {
    const element = known.get(id);
    const [source, target] = [ends.source ?? element?.source ?? '', ends.target ?? element?.target ?? ''];
    return t.fromTo(kind(id), nameOf(source), nameOf(target));
  };
  const titled = (id: string) => `${kind(id)} ${t.quote(known.get(id)?.name ?? '')}`;

  return {
    nameOf,
    describePlace: (id, isLine) => ({ sign: 'change', text: (isLine ? t.route : t.place)(nameOf(id)), detail: '' }),
    describe({ mutation }) {
      switch (mutation.case) {
        case 'nodeAdded': {
          const { id, name, parent } = mutation.value;
          const place = known.get(parent)?.name ? t.in(nameOf(parent)) : '';
          return { sign: 'add', text: (name === '' ? kind(id) : titled(id)) + place, detail: '' };
        }
        case 'nodeRemoved':
          return {
            sign: 'remove',
            text: mutation.value.name === '' ? kind(mutation.value.id) : titled(mutation.value.id),
            detail: '',
          };
        case 'edgeAdded':
          return { sign: 'add', text: flow(mutation.value.id), detail: '' };
        case 'edgeRemoved':
          return { sign: 'remove', text: flow(mutation.value.id), detail: '' };
        case 'nodeChanged': {
          const { id, before, after } = mutation.value;
          if (after?.name !== undefined) {
            const text = t.renamed(t.quote(before?.name ?? ''), t.quote(after.name));
            return { sign: 'change', text, detail: '' };
          }
          if (after?.parent !== undefined) {
            return { sign: 'change', text: t.moved(nameOf(id), nameOf(after.parent)), detail: '' };
          }
          return {
            sign: 'change',
            text: t.properties(nameOf(id), changedKeys(before?.properties, after?.properties)),
            detail: '',
          };
        }
        case 'edgeChanged': {
          const { id, before, after } = mutation.value;
          const from = known.get(id)?.source ?? '';
          if (after?.target !== undefined) {
            const text = t.leadsTo(
              `${kind(id)} ${language === 'de' ? 'von' : 'from'} ${nameOf(after.source ?? from)}`,
              nameOf(after.target),
            );
            return { sign: 'change', text, detail: t.was(nameOf(before?.target ?? '')) };
          }
          if (after?.source !== undefined) {
            return {
              sign: 'change',
              text: t.startsAt(nameOf(id), nameOf(after.source)),
              detail: t.was(nameOf(before?.source ?? '')),
            };
          }
          if (after?.name !== undefined) {
            return { sign: 'change', text: t.named(flow(id), t.quote(after.name)), detail: '' };
          }
          return {
            sign: 'change',
            text: t.properties(flow(id), changedKeys(before?.properties, after?.properties)),
            detail: '',
          };
        }
        default:
          return undefined;
      }
    },
  };
}

function knownElements(graph: KnownModel | undefined, change: Change | undefined): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const { id, name, kind } of graph?.nodes ?? []) known.set(id, { name, kind });
  for (const { id, name, kind, source, target } of graph?.edges ?? []) known.set(id, { name, kind, source, target });
  for (const { mutation } of change?.semantic ?? []) {
    if (mutation.case === 'nodeAdded') known.set(mutation.value.id, mutation.value);
    if (mutation.case === 'edgeAdded') known.set(mutation.value.id, mutation.value);
  }
  return known;
}

function changedKeys(before: object | undefined, after: object | undefined): string {
  const [old, now] = [(before ?? {}) as Record<string, unknown>, (after ?? {}) as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return keys.filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key])).join(', ');
}

/** The element that a mutation is about. */
export function elementOf({ mutation }: SemanticMutation): string {
  return mutation.value?.id ?? '';
}
