import { serverStopping } from '@ameide/service-kit/rpc';
import { withArguments } from '../domain/run/interrupt.ts';
import { type EndedRun, hasEnded, restingRun, type WaitingRun } from '../domain/run/state.ts';
import type { GatewayDeps } from './deps.ts';
import { type Frame, type FramePayload, isLast } from './frames/frame.ts';
import { streamKey } from './frames/frame-writer.ts';
import { indexOf, positionOf } from './frames/position.ts';
import type { RunRef } from './ports/runs.ts';
import { Pulse, withBeats } from './pulse.ts';

export type FollowDeps = Pick<
  GatewayDeps,
  'runs' | 'progress' | 'liveStreams' | 'frameCodec' | 'executor' | 'stopped' | 'now' | 'config'
>;

export interface FollowOptions {
  /** Index of the last frame that the client has; 0 for none. */
  readonly after: number;
  /** When the run began to wait for others of its chat, in milliseconds since 1970; undefined when it did not. */
  readonly enqueuedAt?: number | undefined;
  /** The run, if it is known to have ended, or to wait for a person. */
  readonly resting?: EndedRun | WaitingRun | undefined;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/**
 * The frames of a run after an index, until it has ended, waits for a person, or the client is gone. One snapshot stands for frames that are
 * no longer kept, or that a process has taken with it. A heartbeat comes first, and more while nothing happens.
 * @throws ServiceError unavailable `server_stopping`, after the last frame that is there
 */
export async function* followRun(deps: FollowDeps, run: RunRef, options: FollowOptions): AsyncGenerator<Frame, void> {
  const { liveStreams, frameCodec, executor, stopped, now, config } = deps;
  const { signal } = options;
  const key = streamKey(run);
  const heartbeat = (): Frame => ({
    runId: run.runId,
    index: seen,
    at: sentAt,
    payload: { case: 'heartbeat', value: {} },
  });
  using pulse = new Pulse(Math.min(config.pollIntervalMs, config.heartbeatIntervalMs), [signal, stopped]);
  let seen = options.after;
  let sentAt = now();

  // Before anything is said the client knows that it is connected, to which run, and where to resume.
  if (options.resting === undefined) yield heartbeat();
  if (seen === 0 && options.enqueuedAt !== undefined) {
    seen = 1;
    yield queuedFrame(run, options.enqueuedAt);
  }
  if (options.resting !== undefined) return yield* lastFrames(deps, run, options.resting, seen);
  while (!signal.aborted) {
    const open = (closed: AbortSignal) => liveStreams.read(key, { after: positionOf(seen), signal: closed });
    for await (const item of withBeats(open, pulse)) {
      if (signal.aborted) return;
      if (item !== 'beat') {
        const frame =
          item.kind === 'frame'
            ? frameCodec.decode(item.data)
            : await snapshotThrough(deps, run, indexOf(item.through));
        if (frame !== undefined) {
          seen = frame.index;
          sentAt = now();
          yield frame;
          if (isLast(frame)) return;
          if (item.kind === 'frame') continue;
          // The frames that the snapshot stands for must not follow it.
          break;
        }
        await pulse.next();
      }
      if (stopped.aborted) {
        for await (const frame of keptFrames(deps, key, seen)) yield frame;
        throw serverStopping();
      }
      const found = executor.get(run.runId) === undefined ? await deps.runs.find(run) : undefined;
      const resting = restingRun(found);
      if (resting !== undefined) return yield* lastFrames(deps, run, resting, seen);
      if (now() - sentAt >= config.heartbeatIntervalMs) {
        sentAt = now();
        yield heartbeat();
      }
      if (item !== 'beat') break;
    }
  }
}

/** The first frame of a run that waits. */
function queuedFrame({ runId }: RunRef, at: number): Frame {
  return { runId, index: 1, at, payload: { case: 'status', value: { phase: 'queued', reason: '', messageId: '' } } };
}

/** The frames after an index of a run that has ended, or waits for a person: those that are kept, else what they came to. */
async function* lastFrames(
  deps: FollowDeps,
  run: RunRef,
  resting: EndedRun | WaitingRun,
  after: number,
): AsyncGenerator<Frame, void> {
  let seen = after;
  for await (const frame of keptFrames(deps, streamKey(run), after)) {
    yield frame;
    if (isLast(frame)) return;
    seen = frame.index;
  }
  const said = await deps.progress.find(run);
  const index = said?.index ?? seen + 1;
  if (seen >= index) return;
  const frame = (at: number, payload: FramePayload): Frame => ({
    runId: run.runId,
    index: at,
    at: hasEnded(resting) ? resting.endedAt : deps.now(),
    payload,
  });
  if (said?.snapshot !== undefined && seen < index - 1)
    yield frame(index - 1, { case: 'snapshot', value: said.snapshot });
  const { reason, messageId } = hasEnded(resting) ? resting : { reason: '', messageId: '' };
  const interrupt = hasEnded(resting) ? undefined : withArguments(resting.interrupt, said?.snapshot);
  yield frame(index, { case: 'status', value: { phase: resting.phase, reason, messageId, interrupt } });
}

/** The frames after an index that are there now, up to a gap; none while what keeps them cannot be reached. */
async function* keptFrames(
  { liveStreams, frameCodec }: FollowDeps,
  key: string,
  after: number,
): AsyncGenerator<Frame, void> {
  const kept = liveStreams.read(key, { after: positionOf(after), follow: false })[Symbol.asyncIterator]();
  for (;;) {
    const next = await kept.next().catch(() => undefined);
    if (next === undefined || next.done === true || next.value.kind === 'trimmed') return;
    yield frameCodec.decode(next.value.data);
  }
}

/** All that a run has said, at least through that index; undefined while that is not known here. */
async function snapshotThrough(
  { executor, progress, now }: FollowDeps,
  run: RunRef,
  index: number,
): Promise<Frame | undefined> {
  const said = executor.get(run.runId)?.progress() ?? (await progress.find(run));
  if (said?.snapshot === undefined || said.index < index) return undefined;
  return { runId: run.runId, index: said.index, at: now(), payload: { case: 'snapshot', value: said.snapshot } };
}
