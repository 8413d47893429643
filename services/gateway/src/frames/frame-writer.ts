import { FrameSchema } from '@ameide/contracts/inference/v1/run';
import type { LiveStreams } from '@ameide/live-streams';
import { toBinary } from '@bufbuild/protobuf';
import { type FramePayload, makeFrame } from './frame.ts';
import { indexOf } from './position.ts';

/** The key of a run's live stream. */
export function streamKey(tenantId: string, runId: string): string {
  return `run:${tenantId}/${runId}`;
}

export interface FrameWriterOptions {
  readonly liveStreams: LiveStreams;
  readonly tenantId: string;
  readonly runId: string;
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Writes the frames of one attempt. A failed write is a StaleEpochError: a later attempt has begun. */
export class FrameWriter {
  readonly #options: FrameWriterOptions;
  #written = 0;

  constructor(options: FrameWriterOptions) {
    this.#options = options;
  }

  /** Whether this attempt has written a frame. */
  get begun(): boolean {
    return this.#written > 0;
  }

  /** Index of the last frame. */
  get index(): number {
    return indexOf({ epoch: this.#options.attempt, index: this.#written });
  }

  async write(payload: FramePayload): Promise<void> {
    const { liveStreams, tenantId, runId, attempt, now } = this.#options;
    this.#written++;
    const frame = toBinary(FrameSchema, makeFrame(runId, this.index, now(), payload));
    await liveStreams.append(streamKey(tenantId, runId), { epoch: attempt, index: this.#written }, frame);
  }

  /** Nothing more will be written in this attempt. */
  async end(): Promise<void> {
    const { liveStreams, tenantId, runId, attempt } = this.#options;
    await liveStreams.end(streamKey(tenantId, runId), attempt);
  }
}
