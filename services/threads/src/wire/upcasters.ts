import type { Upcaster } from '@ameide/event-store';

/** Bring what earlier releases have recorded to the form of this one. */
export const upcasters: readonly Upcaster[] = [
  // The kind of an artifact was its notation, and that was always BPMN.
  { type: 'ArtifactCreated', from: 1, upcast: (data) => ({ ...data, kind: 'bpmn::collaboration' }) },
];
