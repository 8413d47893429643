import type { ProjectionDelta } from '@ameide/contracts/projection/v1/projection_service';
import { useEffect, useState } from 'react';
import { models, watchProjection } from './connection.ts';
import { type Elements, elementsOf, withChange } from './elements.ts';
import { describeProblem, type Problem } from './problem.ts';
import { takeStreamSlot } from './stream-slots.ts';

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

/** Follows a model for as long as the component is there and somebody can see it. @param ref `artifacts/<id>/<branch>` */
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

type Show = (update: (now: LiveModel) => LiveModel) => void;

/** How often a tab without a stream asks. */
const ASK_MS = 3_000;

async function follow(ref: string, signal: AbortSignal, show: Show): Promise<void> {
  let version: number | undefined;
  const seen = (update: (now: LiveModel) => LiveModel, next: number) => {
    version = next;
    show(update);
  };
  while (!signal.aborted) {
    const hidden = whenHidden();
    const stop = AbortSignal.any([signal, hidden.signal]);
    const release = await takeStreamSlot();
    try {
      if (release === undefined) await ask(ref, version, stop, seen);
      else await stream(ref, version, stop, seen);
    } catch (error) {
      if (!stop.aborted) {
        show((now) => ({ ...now, problem: describeProblem(error) }));
        return;
      }
    } finally {
      release?.();
      hidden.forget();
    }
    await Promise.race([whenVisible(), whenAborted(signal)]);
  }
}

type Seen = (update: (now: LiveModel) => LiveModel, version: number) => void;

async function stream(ref: string, since: number | undefined, signal: AbortSignal, seen: Seen): Promise<void> {
  const from = since === undefined ? {} : { sinceVersion: since };
  for await (const event of watchProjection(ref, { signal, ...from })) {
    if (event.case === 'snapshot') {
      const { version, graph, layout } = event.value;
      seen((now) => ({ ...now, version, elements: elementsOf(graph, layout), delta: undefined }), version);
    } else {
      const delta = event.value;
      const { toVersion, change } = delta;
      seen((now) => ({ ...now, version: toVersion, elements: withChange(now.elements, change), delta }), toVersion);
    }
  }
}

/** Looks once whether there is something newer, and waits until it is time to look again. */
async function ask(ref: string, since: number | undefined, signal: AbortSignal, seen: Seen): Promise<void> {
  const { commits } = await models.listCommits({ ref, pageSize: 1 }, { signal });
  const newest = commits[0]?.version ?? 0;
  if (newest !== since) {
    const { version, graph, layout } = await models.getModel({ ref }, { signal });
    seen((now) => ({ ...now, version, elements: elementsOf(graph, layout), delta: undefined }), version);
  }
  await Promise.race([new Promise((resolve) => setTimeout(resolve, ASK_MS)), whenAborted(signal)]);
}

const whenAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** A tab that nobody sees gives its connection to one that somebody does. */
function whenHidden() {
  const gone = new AbortController();
  const onChange = () => {
    if (document.hidden) gone.abort();
  };
  document.addEventListener('visibilitychange', onChange);
  return { signal: gone.signal, forget: () => document.removeEventListener('visibilitychange', onChange) };
}

function whenVisible(): Promise<void> {
  return new Promise((resolve) => {
    if (!document.hidden) return resolve();
    const onChange = () => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', onChange);
      resolve();
    };
    document.addEventListener('visibilitychange', onChange);
  });
}
