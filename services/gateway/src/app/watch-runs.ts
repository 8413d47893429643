import { identityOf, type RequestContext, serverStopping } from '@ameide/service-kit/rpc';
import { endedRun, enqueuedAt, type Run, restingRun } from '../domain/run/state.ts';
import type { GatewayDeps } from './deps.ts';
import type { Frame } from './frames/frame.ts';
import { type Refused, refuse } from './refusal.ts';
import { streamRun } from './stream-run.ts';

/** How long it may take until somebody who may not read a chat any more hears nothing of it. */
const RIGHTS_MS = 5_000;

/**
 * What agents say in a chat, one run after the other, until the signal aborts; `alive` now and then while nobody says anything. A refusal
 * is the last.
 * @param point the run, and the last frame of it that the reader has
 * @throws ServiceError unavailable `server_stopping`; what the service threads refuses
 */
export async function* watchRuns(
  deps: Omit<GatewayDeps, 'subscriptions' | 'people' | 'directory'>,
  caller: RequestContext,
  threadId: string,
  point: { readonly runId: string; readonly index: number } | undefined,
): AsyncGenerator<Frame | 'alive' | Refused, void> {
  const { threads, runs, runTail, stopped, now, config } = deps;
  const { tenantId } = caller;
  const identity = identityOf(caller);
  const signal = AbortSignal.any([caller.signal, stopped]);
  let allowedAt = Number.NEGATIVE_INFINITY;
  const assertMayRead = async (knownForMs = 0) => {
    if (performance.now() - allowedAt < knownForMs) return;
    await threads.find(identity, threadId);
    allowedAt = performance.now();
  };
  const begun = runTail.listen(tenantId, threadId);
  try {
    await assertMayRead();
    let run: Run | undefined;
    if (point !== undefined) {
      run = await runs.find({ tenantId, runId: point.runId });
      if (run?.threadId !== threadId) return void (yield refuse('run_not_found'));
      const ended = endedRun(run);
      if (ended !== undefined && now() - ended.endedAt >= config.retentionMs)
        return void (yield refuse('stream_expired'));
    }
    const since = run?.createdAt ?? now();
    const seen = new Set<string>();
    /** Those that wait for a person, with their last frame. */
    const paused = new Map<string, number>();
    let toldAt = Number.NEGATIVE_INFINITY;
    for (let after = point?.index ?? 0; !signal.aborted; ) {
      if (run === undefined) {
        const all = await runs.ofThread(tenantId, threadId, since);
        run = all.find(({ id, phase }) => !seen.has(id) || (paused.has(id) && phase !== 'waiting_for_approval'));
        after = (run && paused.get(run.id)) ?? 0;
      }
      await assertMayRead();
      if (run !== undefined) {
        seen.add(run.id);
        paused.delete(run.id);
        const of = { tenantId, runId: run.id, agentId: run.agentId };
        for await (const frame of streamRun(deps, of, {
          after,
          enqueuedAt: enqueuedAt(run),
          resting: restingRun(run),
          signal: caller.signal,
        })) {
          await assertMayRead(RIGHTS_MS);
          if (isWaiting(frame)) paused.set(run.id, frame.index);
          yield frame;
        }
        run = undefined;
        toldAt = performance.now();
        continue;
      }
      const leftMs = toldAt + config.heartbeatIntervalMs - performance.now();
      if (leftMs > 0) {
        await begun.wait(leftMs, signal);
        continue;
      }
      yield 'alive';
      toldAt = performance.now();
    }
    if (!caller.signal.aborted) throw serverStopping();
  } finally {
    begun.stop();
  }
}

function isWaiting({ payload }: Frame): boolean {
  return payload.case === 'status' && payload.value.phase === 'waiting_for_approval';
}
