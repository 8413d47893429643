import type { TopicUpdate } from '@ameide/contracts/live/v1/subscription_service';
import type { ProjectionDelta } from '@ameide/contracts/projection/v1/projection_service';
import { useEffect, useState } from 'react';
import { type Elements, elementsOf, withChange } from './elements.ts';
import { followTopic } from './live/live.ts';
import type { Problem } from './problem.ts';

/** A model as the page follows it. */
export interface LiveModel {
  /** 0 before the first event. */
  readonly version: number;
  readonly elements: Elements;
  /** The last commit that came while the page was open. */
  readonly delta: ProjectionDelta | undefined;
  /** Why it cannot be followed. */
  readonly problem: Problem | undefined;
}

const nothingYet: LiveModel = { version: 0, elements: new Map(), delta: undefined, problem: undefined };

/** Follows a model for as long as the component is there, also when nobody looks at it. @param ref `artifacts/<id>/<branch>` */
export function useLiveModel(ref: string): LiveModel {
  const [model, setModel] = useState(nothingYet);
  useEffect(() => {
    setModel(nothingYet);
    return followTopic(
      { topic: { case: 'modelRef', value: ref } },
      {
        onUpdate: (update) => setModel((now) => withUpdate(now, update)),
        onEnded: ({ message }) => setModel((now) => ({ ...now, problem: { text: message } })),
      },
    );
  }, [ref]);
  return model;
}

/** The model after an update; what is known already changes nothing. */
function withUpdate(before: LiveModel, { payload }: TopicUpdate): LiveModel {
  const now = before.problem === undefined ? before : { ...before, problem: undefined };
  if (payload.case === 'snapshot') {
    const { version, graph, layout } = payload.value;
    return version <= now.version ? now : { ...now, version, elements: elementsOf(graph, layout), delta: undefined };
  }
  if (payload.case !== 'delta' || payload.value.toVersion <= now.version) return now;
  const delta = payload.value;
  return { ...now, version: delta.toVersion, elements: withChange(now.elements, delta.change), delta };
}
