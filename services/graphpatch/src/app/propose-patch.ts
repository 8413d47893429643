import { streamName } from '@ameide/event-store';
import type { Operation } from '@ameide/graph-model';
import { withTenant } from '@ameide/postgres';
import { eventMetadata } from '@ameide/service-kit/rpc';
import type { JsonValue } from '@bufbuild/protobuf';
import { decide } from '../domain/patch/decide.ts';
import { initialState } from '../domain/patch/state.ts';
import { correlationIdReused, idempotencyOf } from './commit.ts';
import { compilePatch } from './compile-patch.ts';
import type { GraphpatchDeps } from './deps.ts';
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

/** Checks operations against a model and stores them for review when they can be applied. */
export async function proposePatch(
  deps: GraphpatchDeps,
  caller: Caller,
  command: ProposePatchCommand,
): Promise<ProposedPatch | Refused> {
  const { tenantId } = caller;
  const operations = deps.json.operations(command.operations);
  const idempotency = command.dryRun
    ? undefined
    : idempotencyOf(caller, 'ProposePatch', command.correlationId, [command.ref, operations, command.title]);
  if (idempotency) {
    const answer = await deps.store.findAnswer(tenantId, idempotency);
    if (answer?.outcome === 'refused') return correlationIdReused;
    if (answer) return storedProposal(deps, tenantId, answer.result as string);
  }
  const model = await deps.models.load(tenantId, command.ref);
  if (isRefused(model)) return model;
  const compiled = compilePatch(model, command.operations, operations);
  const baseVersion = model.ref.version;
  const diagnostics = deps.json.diagnostics(compiled.diagnostics);
  const preview = compiled.ok ? deps.json.preview(compiled) : null;
  if (preview === null || command.dryRun) return { patch: null, baseVersion, valid: compiled.ok, diagnostics, preview };

  const patchId = deps.newId();
  const proposal = {
    patchId,
    artifactId: model.ref.artifactId,
    branch: model.ref.branch,
    baseVersion,
    operations: command.operations,
    title: command.title || (compiled.summary[0] ?? ''),
    proposedBy: caller.actorId,
    runId: caller.runId,
    proposedAt: new Date(deps.now()).toISOString(),
  };
  const decision = decide({ type: 'propose', proposal }, initialState);
  if ('refused' in decision) return decision;
  const metadata = eventMetadata(caller, command.correlationId);
  const events = decision.events.map((event) => ({ ...deps.json.patchEvent(event), metadata }));
  const stream = streamName('patch', tenantId, patchId);
  const stored = await withTenant(deps.pool, tenantId, async (tx) => {
    const streams = [{ stream, expectedVersion: 'no_stream' as const, events }];
    const record = idempotency && { ...idempotency, result: patchId };
    const appended = await deps.store.append(tenantId, { streams, ...(record && { idempotency: record }) }, { tx });
    if (appended.outcome === 'replayed') return appended.result as string;
    if (appended.outcome === 'refused') {
      if (appended.reason === 'idempotency_key_reused') return null;
      throw new Error(`the stream of the new patch ${patchId} exists already`);
    }
    await deps.patchRows.insert(
      tx,
      tenantId,
      { type: 'PatchProposed', ...proposal },
      { operations, diagnostics, preview },
    );
    return patchId;
  });
  return stored === null ? correlationIdReused : storedProposal(deps, tenantId, stored);
}

async function storedProposal(deps: GraphpatchDeps, tenantId: string, patchId: string): Promise<ProposedPatch> {
  const patch = await deps.patchRows.read(tenantId, patchId);
  if (!patch) throw new Error(`the patch ${patchId} was stored and is not there`);
  const { base_version: baseVersion, diagnostics, preview } = patch;
  return { patch, baseVersion, valid: true, diagnostics, preview };
}
