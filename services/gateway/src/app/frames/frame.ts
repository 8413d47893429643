import type { Interrupt } from '../../domain/run/interrupt.ts';
import type { Piece, SaidPiece } from '../../domain/run/said.ts';
import type { Run } from '../../domain/run/state.ts';

/** One piece of a run's stream, as `ameide.inference.v1.Frame` has it. */
export interface Frame {
  readonly runId: string;
  readonly index: number;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  readonly payload: FramePayload;
}

export type FramePayload =
  | SaidPiece
  | Piece<'heartbeat', object>
  | Piece<'status', RunStatus>
  | Piece<'error', { readonly reason: string; readonly message: string }>
  | Piece<'notice', Notice>;

export interface RunStatus {
  readonly phase: Run['phase'];
  readonly reason: string;
  readonly messageId: string;
  /** What is asked, when the run waits for approval. */
  readonly interrupt?: Interrupt | undefined;
}

/** Something that people should know while the run goes on. */
export interface Notice {
  /** Stable, lower snake case; says what `remaining` counts. */
  readonly kind: string;
  /** One sentence. */
  readonly message: string;
  /** In units of the kind; undefined when nothing is counted. */
  readonly remaining?: bigint | undefined;
  /** When there is more again, in milliseconds since 1970. */
  readonly resetsAt?: number | undefined;
}

/** Whether nothing follows this frame, unless a person answers. */
export function isLast({ payload }: Frame): boolean {
  return payload.case === 'status' && payload.value.phase !== 'queued' && payload.value.phase !== 'running';
}
