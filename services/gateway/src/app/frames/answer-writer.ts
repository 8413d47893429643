import { StaleEpochError } from '@ameide/live-streams';
import type { Interrupt } from '../../domain/run/interrupt.ts';
import type { Said, SaidPiece, Unknown } from '../../domain/run/said.ts';
import type { Run } from '../../domain/run/state.ts';
import type { RunDeps } from '../deps.ts';
import type { Failure } from '../failure.ts';
import type { InterruptPiece, NoticePiece } from '../ports/agents.ts';
import type { Progress, RunTask } from '../ports/runs.ts';
import { Answer } from './answer.ts';
import type { Notice } from './frame.ts';
import { FrameWriter } from './frame-writer.ts';

/** What one attempt of a run says: its answer, and the frames by which others follow it. */
export class AnswerWriter {
  readonly #deps: Pick<RunDeps, 'logger' | 'metrics' | 'now'>;
  readonly #task: RunTask;
  readonly #frames: FrameWriter;
  #answer = new Answer();
  /** Those that came before the first frame. */
  readonly #notices: Notice[] = [];
  #sawToken = false;

  constructor(deps: RunDeps, task: RunTask) {
    this.#deps = deps;
    this.#task = task;
    this.#frames = new FrameWriter(deps, task, () => this.#answer.snapshot());
  }

  /** What has been said so far. */
  get answer(): Pick<Answer, 'messageParts' | 'steps' | 'usage'> {
    return this.#answer;
  }

  /** Whether this attempt has written a frame. */
  get begun(): boolean {
    return this.#frames.begun;
  }

  /** What was said through the frame with that index; undefined before this attempt's first frame. */
  progress(): (Progress & { readonly snapshot: Said }) | undefined {
    return this.begun ? { index: this.#frames.index, snapshot: this.#answer.snapshot() } : undefined;
  }

  /** Makes up for frames that could not be kept. */
  catchUp(): Promise<void> {
    return this.#frames.catchUp();
  }

  /** Begins with what earlier attempts have said. */
  async begin(said: Said | undefined): Promise<undefined> {
    this.#answer = new Answer(said);
    await this.#frames.write({ case: 'snapshot', value: this.#answer.snapshot() });
    await this.#tellNotices();
  }

  /** Adds what happened to the answer and to the frames. Answers why the answer cannot grow, if so. */
  async say(piece: SaidPiece | NoticePiece | InterruptPiece | Unknown): Promise<string | undefined> {
    if (piece.case === 'notice') {
      await this.notify(piece.value);
      return undefined;
    }
    if (piece.case === 'snapshot') return this.begin(piece.value);
    if (!this.begun) await this.begin(undefined);
    if (piece.case === 'interrupt') return undefined;
    const said = this.#answer.add(piece);
    if (said === undefined || typeof said === 'string') return said;
    if (said.case === 'token' && !this.#sawToken) {
      this.#sawToken = true;
      this.#deps.metrics.firstToken(this.#task.agentId, (this.#deps.now() - this.#task.createdAt) / 1000);
    }
    await this.#frames.write(said);
    return undefined;
  }

  async sayRunning(): Promise<void> {
    await this.#frames.write(status('running'));
    await this.#tellNotices();
  }

  async sayError({ reason, message }: Failure): Promise<void> {
    await this.#frames.write({ case: 'error', value: { reason, message } });
  }

  /** Tells those who follow the run something. Not told once the run ends. */
  async notify(notice: Notice): Promise<void> {
    this.#notices.push(notice);
    if (this.begun) await this.#tellNotices();
  }

  /** Nothing is said afterwards but where the run stands. Answers all that was said, with the index of that last frame. */
  async seal(): Promise<Progress> {
    return { index: await this.#frames.seal(), snapshot: this.#answer.snapshot() };
  }

  /** Says where the run stands, and nothing more. */
  async end(phase: Run['phase'], reason = '', messageId = '', interrupt?: Interrupt): Promise<void> {
    await this.#frames.writeLast(status(phase, reason, messageId, interrupt));
    await this.leave();
  }

  /** Nothing more is said in this attempt; also when the run was given up, since its readers wait for more. Never rejects. */
  async leave(): Promise<void> {
    await this.#frames.end().catch((error: unknown) => {
      if (!(error instanceof StaleEpochError)) this.#deps.logger.warn({ err: error }, 'the frames could not be ended');
    });
  }

  async #tellNotices(): Promise<void> {
    for (const value of this.#notices.splice(0)) await this.#frames.write({ case: 'notice', value });
  }
}

function status(phase: Run['phase'], reason = '', messageId = '', interrupt?: Interrupt) {
  return { case: 'status', value: { phase, reason, messageId, interrupt } } as const;
}
