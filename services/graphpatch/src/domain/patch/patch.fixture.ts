import { specification } from '@ameide/event-store/testing/specification';
import { decidePatch } from './decide.ts';
import type { PatchProposed } from './events.ts';
import { evolvePatch } from './evolve.ts';
import { initialState } from './state.ts';

/** Says what commands do: `given(created).when(command).thenEvents(…)`. */
export const given = specification({ initialState, decide: decidePatch, evolve: evolvePatch });

export const patchId = 'p1';

/** A patch that waits for review. */
export const created: PatchProposed = {
  type: 'PatchProposed',
  patchId,
  artifactId: 'a1',
  branch: 'main',
  baseVersion: 3,
  operations: [],
  title: 'Check credit',
  proposedBy: 'bpmn',
  onBehalfOf: 'alice',
  runId: 'r1',
  proposedAt: '2026-01-01T00:00:00.000Z',
};
