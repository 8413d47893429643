import { type Snapshot, SnapshotSchema } from '@ameide/contracts/inference/v1/run';
import { create } from '@bufbuild/protobuf';
import type { Said } from '../domain/run/said.ts';

export function saidToWire({ text, toolCalls, toolResults, suggestions, usage }: Said): Snapshot {
  return create(SnapshotSchema, {
    text,
    toolCalls: [...toolCalls],
    toolResults: [...toolResults],
    suggestions: [...suggestions],
    ...(usage && { usage }),
  });
}
