import { PatchAppliedSchema } from '@ameide/contracts/events/v1/graph';
import { instantFromWire, readStored } from '@ameide/service-kit/messages';
import type { AppliedPatch } from '../app/mark-modified.ts';

/** What a recorded PatchApplied says; undefined for a patch of a person, and for one of an earlier release. */
export function appliedPatchFromWire(data: object): AppliedPatch | undefined {
  const { runId, artifactId, appliedAt, approvedBy } = readStored(PatchAppliedSchema, data);
  if (runId === '' || artifactId === '') return undefined;
  return { runId, artifactId, approvedBy, appliedAt: instantFromWire(appliedAt) };
}
