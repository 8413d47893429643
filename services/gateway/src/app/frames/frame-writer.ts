import { StaleEpochError } from '@ameide/live-streams';
import type { Said } from '../../domain/run/said.ts';
import type { RunDeps } from '../deps.ts';
import type { RunRef, RunTask } from '../ports/runs.ts';
import type { FramePayload } from './frame.ts';
import { indexOf } from './position.ts';

/** How soon frames that could not be written are made up for. */
const CATCH_UP_AFTER_MS = 500;

/** The key of a run's live stream. */
export function streamKey({ tenantId, runId }: RunRef): string {
  return `run:${tenantId}/${runId}`;
}

type FrameWriterDeps = Pick<RunDeps, 'liveStreams' | 'frameCodec' | 'now' | 'logger'>;

/**
 * Writes the frames of one attempt. The run goes on when they cannot be kept: the writer falls behind, frames are left
 * out, and a snapshot stands for them as soon as one can be written. Only a StaleEpochError is thrown: a later attempt
 * has begun.
 *
 *     up to date --frame not kept--> behind --snapshot kept--> up to date
 */
export class FrameWriter {
  readonly #deps: FrameWriterDeps;
  readonly #task: RunTask;
  readonly #snapshot: () => Said;
  /** The first frame of a run that has waited says so; whoever streams the run makes it, and nothing is kept of it. */
  readonly #before: number;
  #written: number;
  #behind = false;
  #sealed = false;
  #writing: Promise<void> | undefined;
  #catchingUp: Promise<void> | undefined;
  #catchUpAt = 0;

  /** @param snapshot all that the run has said, with what is being written */
  constructor(deps: FrameWriterDeps, task: RunTask, snapshot: () => Said) {
    this.#deps = deps;
    this.#task = task;
    this.#snapshot = snapshot;
    this.#before = task.enqueued && task.attempt === 1 ? 1 : 0;
    this.#written = this.#before;
  }

  /** Whether this attempt has written a frame. */
  get begun(): boolean {
    return this.#written > this.#before;
  }

  /** Index of the last frame. */
  get index(): number {
    return this.#indexOf(this.#written);
  }

  /** Writes what has just been added to what the run has said, an error or a notice; one after the other. */
  async write(payload: FramePayload): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    if (this.#sealed) return;
    const index = ++this.#written;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#writing = promise;
    try {
      await this.#catchingUp;
      if (!this.#behind) await this.#send(index, payload);
      if (!this.#behind) return;
      await this.#restart();
      if (!this.#behind && !isInSnapshot(payload)) await this.#send(++this.#written, payload);
    } finally {
      this.#writing = undefined;
      resolve();
    }
  }

  /** Makes up for frames that were left out, if it is time. */
  async catchUp(): Promise<void> {
    if (!this.#behind || this.#writing !== undefined || this.#sealed) return;
    this.#catchingUp = this.#restart();
    await this.#catchingUp;
  }

  /** Leaves one index for the last frame, which is the answer. Nothing else is written afterwards. */
  async seal(): Promise<number> {
    this.#sealed = true;
    await this.#writing;
    return this.#indexOf(this.#written + 1);
  }

  /** Writes the last frame. Where it cannot be kept, clients get what was recorded of the run. */
  async writeLast(payload: FramePayload): Promise<void> {
    await this.#catchingUp;
    // Only now: a snapshot does not have it.
    if (!this.#behind) await this.#send(this.#written + 1, payload);
    this.#written++;
  }

  /** Nothing more will be written in this attempt. */
  async end(): Promise<void> {
    await this.#deps.liveStreams.end(streamKey(this.#task), this.#task.attempt);
  }

  async #restart(): Promise<void> {
    if (this.#deps.now() < this.#catchUpAt) return;
    await this.#send(++this.#written, { case: 'snapshot', value: this.#snapshot() }, 'restart');
  }

  async #send(index: number, payload: FramePayload, how?: 'restart'): Promise<void> {
    const { liveStreams, frameCodec, now, logger } = this.#deps;
    const { runId, attempt } = this.#task;
    const frame = frameCodec.encode({ runId, index: this.#indexOf(index), at: now(), payload });
    try {
      await liveStreams[how ?? (this.#before > 0 && index === this.#before + 1 ? 'restart' : 'append')](
        streamKey(this.#task),
        { epoch: attempt, index },
        frame,
      );
      this.#behind = false;
    } catch (error) {
      if (error instanceof StaleEpochError) throw error;
      if (!this.#behind) logger.warn({ err: error }, 'a frame could not be kept; a snapshot will stand for it');
      this.#behind = true;
      // What kept the frames is there and has lost some.
      this.#catchUpAt = error instanceof RangeError ? 0 : now() + CATCH_UP_AFTER_MS;
    }
  }

  #indexOf(index: number): number {
    return indexOf({ epoch: this.#task.attempt, index });
  }
}

/** Whether a snapshot stands for it. */
function isInSnapshot({ case: kind }: FramePayload): boolean {
  return kind !== 'error' && kind !== 'notice';
}
