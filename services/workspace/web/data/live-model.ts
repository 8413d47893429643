import type { Change } from '@ameide/contracts/graph/v1/change';
import type { Graph } from '@ameide/contracts/graph/v1/graph';
import type { ProjectionDelta } from '@ameide/contracts/projection/v1/projection_service';
import { useEffect, useState } from 'react';
import { watchProjection } from './connection.ts';
import { describeProblem, type Problem } from './problem.ts';

/** What people call an element, and what it is. */
export interface Element {
  readonly name: string;
  readonly kind: string;
}

/** A model as the page follows it. */
export interface LiveModel {
  /** 0 before the first event. */
  readonly version: number;
  readonly elements: ReadonlyMap<string, Element>;
  /** The last commit that came while the page was open. */
  readonly delta: ProjectionDelta | undefined;
  /** Why it cannot be followed. */
  readonly problem: Problem | undefined;
}

const nothingYet: LiveModel = { version: 0, elements: new Map(), delta: undefined, problem: undefined };

/** Follows a model for as long as the component is there. @param ref `artifacts/<id>/<branch>` */
export function useLiveModel(ref: string): LiveModel {
  const [model, setModel] = useState(nothingYet);
  useEffect(() => {
    const leaving = new AbortController();
    setModel(nothingYet);
    void follow(ref, leaving.signal, setModel);
    return () => leaving.abort();
  }, [ref]);
  return model;
}

async function follow(ref: string, signal: AbortSignal, show: (update: (now: LiveModel) => LiveModel) => void) {
  try {
    for await (const event of watchProjection(ref, { signal })) {
      if (event.case === 'snapshot') {
        const { version, graph } = event.value;
        show((now) => ({ ...now, version, elements: elementsOf(graph), delta: undefined }));
      } else {
        const delta = event.value;
        show((now) => ({
          ...now,
          version: delta.toVersion,
          elements: withChange(now.elements, delta.change),
          delta,
        }));
      }
    }
  } catch (error) {
    if (!signal.aborted) show((now) => ({ ...now, problem: describeProblem(error) }));
  }
}

function elementsOf(graph: Graph | undefined): Map<string, Element> {
  const all = [...(graph?.nodes ?? []), ...(graph?.edges ?? [])];
  return new Map(all.map(({ id, name, kind }) => [id, { name, kind }]));
}

/** The elements with those that a change adds, renames or removes. */
export function withChange(elements: ReadonlyMap<string, Element>, change: Change | undefined): Map<string, Element> {
  const next = new Map(elements);
  for (const { mutation } of change?.semantic ?? []) {
    switch (mutation.case) {
      case 'nodeAdded':
      case 'edgeAdded':
        next.set(mutation.value.id, { name: mutation.value.name, kind: mutation.value.kind });
        break;
      case 'nodeRemoved':
      case 'edgeRemoved':
        next.delete(mutation.value.id);
        break;
      case 'nodeChanged':
      case 'edgeChanged': {
        const { id, after } = mutation.value;
        const known = next.get(id);
        if (known && after?.name !== undefined) next.set(id, { ...known, name: after.name });
        break;
      }
    }
  }
  return next;
}
