import { absent, change } from '@ameide/event-store';
import { updateRow } from '@ameide/event-store/domain';
import type { Operation } from '@ameide/graph-model';
import type { JsonValue } from '@bufbuild/protobuf';
import { decidePatch } from '../domain/patch/decide.ts';
import { initialState } from '../domain/patch/state.ts';
import { actorOf } from './actor.ts';
import { compilePatch } from './compile-patch.ts';
import type { GraphpatchDeps } from './deps.ts';
import { execute, idempotencyOf } from './execute.ts';
import type { LoadedModel } from './models.ts';
import type { Caller, PatchRow } from './ports.ts';
import { isRefused, type Refused } from './refusal.ts';

export interface ProposePatchCommand {
  readonly ref: string;
  readonly operations: readonly Operation[];
  readonly dryRun: boolean;
  readonly title: string;
  readonly correlationId: string;
}

/** Diagnostics and previews are the JSON form of the contract's messages. */
export interface ProposedPatch {
  /** Null after a dry run and when there are errors. */
  readonly patch: PatchRow | null;
  readonly baseVersion: number;
  readonly valid: boolean;
  readonly diagnostics: readonly JsonValue[];
  readonly preview: JsonValue | null;
}

function proposerOf(caller: Caller) {
  if (actorOf(caller) === 'person') return { proposedBy: caller.actorId, onBehalfOf: '' };
  return { proposedBy: caller.agentId, onBehalfOf: caller.actorId };
}

/** Checks operations against a model and stores them for review when they can be applied. */
export async function proposePatch(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ProposePatchCommand,
): Promise<ProposedPatch | Refused> {
  const { tenantId } = caller;
  const { ref, dryRun, title, correlationId } = command;
  const operations = deps.json.operations(command.operations);
  const patchId = deps.newId();
  const executed = await execute<LoadedModel | Refused, string, { readonly notStored: ProposedPatch }>(
    deps,
    caller,
    correlationId,
    {
      slow: true,
      idempotency: dryRun ? undefined : idempotencyOf(caller, 'ProposePatch', correlationId, [ref, operations, title]),
      read: () => deps.models.load(tenantId, ref),
      decide(model) {
        if (isRefused(model)) return model;
        const compiled = compilePatch(model, command.operations, operations);
        const { artifactId, branch, version: baseVersion } = model.ref;
        const diagnostics = deps.json.diagnostics(compiled.diagnostics);
        const preview = compiled.ok ? deps.json.preview(compiled) : null;
        if (preview === null || dryRun) {
          return { refused: { notStored: { patch: null, baseVersion, valid: compiled.ok, diagnostics, preview } } };
        }
        const proposal = {
          patchId,
          artifactId,
          branch,
          baseVersion,
          operations: command.operations,
          title: title || (compiled.summary[0] ?? ''),
          ...proposerOf(caller),
          runId: caller.runId,
          proposedAt: new Date(deps.now()).toISOString(),
        };
        const decision = decidePatch({ type: 'ProposePatch', ...proposal }, initialState);
        if ('refused' in decision) return decision;
        return {
          changes: [change(absent(deps.aggregates.patch, patchId), decision.events)],
          rows: [updateRow('patches', { id: patchId }, { diagnostics, preview })],
          answer: patchId,
        };
      },
    },
  );
  if ('answer' in executed) {
    const patch = await deps.patchRows.stored(tenantId, executed.answer);
    const { baseVersion, diagnostics = [], preview = null } = patch;
    return { patch, baseVersion, valid: true, diagnostics, preview };
  }
  const { refused } = executed;
  return 'notStored' in refused ? refused.notStored : { refused };
}
