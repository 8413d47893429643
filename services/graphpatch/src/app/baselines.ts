import { change } from '@ameide/event-store';
import { decideBaselines } from '../domain/baselines/decide.ts';
import type { BaselinesEvent } from '../domain/baselines/events.ts';
import { evolveBaselines } from '../domain/baselines/evolve.ts';
import type { Baseline } from '../domain/baselines/state.ts';
import { actorOf } from './actor.ts';
import type { GraphpatchDeps } from './deps.ts';
import { execute, idempotencyOf } from './execute.ts';
import type { FoundModel } from './models.ts';
import type { Caller } from './ports.ts';
import { isRefused, type Refused, refuse } from './refusal.ts';

export interface CreateBaselineCommand {
  readonly ref: string;
  readonly name: string;
  readonly note: string;
  readonly correlationId: string;
}

/** Names a version of a model. */
export async function createBaseline(
  deps: GraphpatchDeps,
  caller: Caller,
  { ref, name, note, correlationId }: CreateBaselineCommand,
): Promise<Baseline | Refused> {
  const found = await deps.models.version(caller.tenantId, ref);
  if (isRefused(found)) return found;
  const naming = { name: name.normalize('NFC'), note, createdBy: caller.actorId, createdAt: timeOf(deps) };
  const event = { type: 'BaselineCreated', baselineId: deps.newId(), ...found.ref, ...naming } as const;
  const done = await run(deps, caller, found, event, { correlationId, payload: [ref, name, note] });
  return isRefused(done) ? done : done.baseline!;
}

export interface RenameBaselineCommand {
  readonly ref: string;
  readonly baselineId: string;
  readonly name: string;
  readonly note: string;
}

/** Gives a baseline another name and note. */
export async function renameBaseline(
  deps: GraphpatchDeps,
  caller: Caller,
  { ref, baselineId, name, note }: RenameBaselineCommand,
): Promise<Baseline | Refused> {
  const found = await deps.models.find(caller.tenantId, ref);
  if (isRefused(found)) return found;
  const renaming = { name: name.normalize('NFC'), note, renamedBy: caller.actorId, renamedAt: timeOf(deps) };
  const done = await run(deps, caller, found, { type: 'BaselineRenamed', baselineId, ...renaming });
  return isRefused(done) ? done : done.baseline!;
}

/** Takes the name from a version. */
export async function deleteBaseline(
  deps: GraphpatchDeps,
  caller: Caller,
  { ref, baselineId }: Pick<RenameBaselineCommand, 'baselineId' | 'ref'>,
): Promise<object | Refused> {
  const found = await deps.models.find(caller.tenantId, ref);
  if (isRefused(found)) return found;
  const deletion = { deletedBy: caller.actorId, deletedAt: timeOf(deps) };
  return run(deps, caller, found, { type: 'BaselineDeleted', baselineId, ...deletion });
}

const timeOf = ({ now }: GraphpatchDeps) => new Date(now()).toISOString();

/** JSON: it is stored for repeats. */
interface Done {
  /** Not after it was deleted. */
  readonly baseline?: Baseline;
}

async function run(
  deps: GraphpatchDeps,
  caller: Caller,
  { ref: { artifactId, branch } }: FoundModel,
  event: BaselinesEvent,
  { correlationId, payload }: { readonly correlationId: string; readonly payload: unknown } = {
    correlationId: '',
    payload: null,
  },
): Promise<Done | Refused> {
  if (actorOf(caller) === 'agent') return refuse('human_approval_required');
  const executed = await execute(deps, caller, correlationId, {
    idempotency: idempotencyOf<Done>(caller, 'CreateBaseline', correlationId, payload),
    read: ({ load }) => load(deps.aggregates.baselines, `${artifactId}/${branch}`),
    decide(baselines) {
      const decision = decideBaselines(event, baselines.state);
      if ('refused' in decision) return decision;
      const baseline = decision.events.reduce(evolveBaselines, baselines.state).get(event.baselineId);
      return { changes: [change(baselines, decision.events)], answer: baseline ? { baseline } : {} };
    },
  });
  return 'answer' in executed ? executed.answer : executed;
}
