import { setTimeout as delay } from 'node:timers/promises';
import { StaleEpochError } from '@ameide/live-streams';
import type { Logger } from '@ameide/service-kit/telemetry';
import type { Said } from '../domain/run/said.ts';
import type { CancelReason } from '../domain/run/state.ts';
import type { ModelCall } from '../domain/usage/model-call.ts';
import type { RunDeps } from './deps.ts';
import { endRun, type Outcome } from './end-run.ts';
import { type Failure, failureOf, isFinal } from './failure.ts';
import { AnswerWriter } from './frames/answer-writer.ts';
import type { Notice } from './frames/frame.ts';
import { interruptRun } from './interrupt-run.ts';
import { budgetExceeded } from './metering/budget-exceeded.ts';
import type { CallProgress, Shortage } from './metering/ports.ts';
import { RunMeter } from './metering/run-meter.ts';
import type { InterruptPiece } from './ports/agents.ts';
import { LeaseLostError, type Progress, type RunRef, type RunTask } from './ports/runs.ts';

/** Of the name of a model, as a message keeps it. */
const MODEL_CHARACTERS = 200;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** How the agent's part of a run went. */
type Finish =
  | { readonly ending: 'waiting'; readonly asked: InterruptPiece['value'] }
  | { readonly ending: 'completed' | 'cancelled'; readonly reason: string }
  | ({ readonly ending: 'failed' } & Failure);

const NOBODY: ReadonlyMap<string, number> = new Map();
const COMPLETED: Finish = { ending: 'completed', reason: '' };

/**
 * One attempt of a run, from its first frame to its last. It goes on whether or not somebody follows it. When it is
 * interrupted it gives its lease up, so that another attempt goes on from the agent's last checkpoint.
 */
export class RunExecution {
  readonly task: RunTask;
  readonly #deps: RunDeps;
  readonly #said: AnswerWriter;
  readonly #meter: RunMeter;
  readonly #logger: Logger;
  /** Ends the agent's part. */
  readonly #interrupt = new AbortController();
  /** Ends everything, at once. */
  readonly #release = new AbortController();
  #artifactId = '';
  #savedIndex = 0;
  #cancelReason: CancelReason = 'cancelled_by_user';

  constructor(deps: RunDeps, task: RunTask) {
    this.task = task;
    this.#deps = deps;
    const { tenantId, runId, attempt, requestId } = task;
    this.#meter = new RunMeter(deps.holds, { tenantId, runId });
    this.#logger = deps.logger.child({ tenant_id: tenantId, run_id: runId, request_id: requestId, attempt });
    this.#said = new AnswerWriter({ ...deps, logger: this.#logger }, task);
  }

  /** Ends the run as cancelled, if the agent still works on it. What was said stays, unless it is rolled back. */
  cancel(reason: CancelReason): void {
    if (!this.#interrupt.signal.aborted) this.#cancelReason = reason;
    this.#interrupt.abort('cancelled');
  }

  /** Stops working on the run and gives it up to whoever takes it over. */
  release(): void {
    this.#interrupt.abort('released');
    this.#release.abort();
  }

  /** Tells those who follow the run something. Not told once the run ends. @throws StaleEpochError as its frames do */
  notify(notice: Notice): Promise<void> {
    return this.#said.notify(notice);
  }

  /** What the run has said through the frame with that index; undefined before this attempt's first frame. */
  progress(): (Progress & { readonly snapshot: Said }) | undefined {
    return this.#said.progress();
  }

  /** How far the call of a model has come that is going on and that something is held for. */
  metered(): CallProgress | undefined {
    return this.#meter.progress();
  }

  /** Keeps what was said since the last time, and makes up for frames that could not be kept. */
  async saveProgress(): Promise<void> {
    await this.#said.catchUp();
    const progress = this.progress();
    if (progress === undefined || progress.index === this.#savedIndex) return;
    await this.#deps.progress.save(this.task, progress.index, progress.snapshot);
    this.#savedIndex = progress.index;
  }

  /** Works on the run until it has ended or was given up. Answers the run of the chat that waits next, if any. Never rejects. */
  async run(): Promise<RunRef | undefined> {
    try {
      const finish = await this.#execute();
      if (finish !== undefined && !this.#release.signal.aborted) {
        return finish.ending === 'waiting' ? await this.#wait(finish.asked) : await this.#finish(finish);
      }
      await this.#giveUp();
    } catch (error) {
      const lost = error instanceof LeaseLostError || error instanceof StaleEpochError || this.#release.signal.aborted;
      if (!lost) this.#logger.error({ err: error }, 'the run could not be ended; another attempt will');
      await this.#giveUp();
    }
    return undefined;
  }

  /** The agent's part; undefined when it was interrupted. */
  async #execute(): Promise<Finish | undefined> {
    const { config, agents } = this.#deps;
    const { task } = this;
    if (task.cancelReason !== undefined) return cancelled(task.cancelReason);
    if (task.attempt === 1) await this.#said.sayRunning();
    // A person has answered.
    if (task.attempt > 1 && task.tries === 1) {
      await this.#said.begin((await this.#deps.progress.find(task))?.snapshot);
      await this.#said.sayRunning();
    }
    if (task.tries > config.maxAttempts) return failed('attempts_exhausted', 'The run was interrupted too often.');

    const { signal } = this.#interrupt;
    const timer = setTimeout(() => this.#interrupt.abort('timed_out'), config.runTimeoutMs);
    try {
      const agent = await agents.find(task.tenantId, task.agentId);
      if (agent === undefined) return failed('agent_not_found', `There is no agent ${task.agentId} any more.`);
      const waitedFor = task.enqueued ? await this.#deps.runs.waitedFor(task) : NOBODY;
      const conversation = await this.#deps.threads.conversation(task, waitedFor, signal);
      this.#artifactId = conversation.artifactId;
      let asked: InterruptPiece['value'] | undefined;
      for await (const piece of this.#deps.executeRun(task, agent, conversation, signal)) {
        if (piece.case === 'interrupt') asked = piece.value;
        const short = piece.case === 'token' ? await this.#meter.admit(piece.value.text) : undefined;
        if (short !== undefined) {
          // Before whoever speaks is asked to stop, so that nothing more is said at a price.
          this.#interrupt.abort('over_budget');
          return { ending: 'failed', ...failureOfBudget(short) };
        }
        const refusal = piece.case === 'modelCall' ? await this.#hear(piece.value) : await this.#said.say(piece);
        if (refusal !== undefined) return failed(refusal, 'The answer is longer than a message can be.');
        signal.throwIfAborted();
      }
      return asked === undefined ? COMPLETED : { ending: 'waiting', asked };
    } catch (error) {
      if (error instanceof StaleEpochError) throw error;
      return this.#finishAfter(error);
    } finally {
      clearTimeout(timer);
      this.#interrupt.abort('over');
    }
  }

  #finishAfter(error: unknown): Finish | undefined {
    switch (this.#interrupt.signal.reason) {
      case 'cancelled':
        return cancelled(this.#cancelReason);
      case 'timed_out':
        return failed('run_time_out', 'The agent took too long.');
      case 'released':
        return undefined;
    }
    const failure = failureOf(error);
    this.#logger.warn({ err: error }, failure ? 'the agent has failed' : 'the agent was interrupted');
    return failure && { ending: 'failed', ...failure };
  }

  /** What was held for a call is settled when the next one begins; where nothing is held, and of the last one, with the run's end. */
  async #hear(call: ModelCall): Promise<undefined> {
    this.#meter.onCall(call);
    if (call.state === 'running' && call.granted !== undefined) await this.#settle();
  }

  async #settle(): Promise<void> {
    const { tenantId, runId } = this.task;
    const calls = this.#meter.unsettled;
    if (calls.length === 0) return;
    const overruns = await this.#deps.holds.settleNow({ tenantId, runId }, calls);
    for (const _ of overruns) this.#deps.metrics.overrun();
    this.#meter.settled(calls);
  }

  /** Lets the run wait for a person. */
  async #wait(asked: InterruptPiece['value']): Promise<RunRef | undefined> {
    const { now, config } = this.#deps;
    const interrupt = { ...asked, expiresAt: now() + config.approvalTimeoutMs };
    // All calls of models are over, and nobody else settles them while the run waits.
    await this.#persistently(() => this.#settle());
    const said = await this.#said.seal();
    const waits = await this.#persistently(() => interruptRun(this.#deps, this.task, interrupt, said));
    if ('cancelReason' in waits) return this.#finish(cancelled(waits.cancelReason));
    await this.#said.end('waiting_for_approval', '', '', interrupt);
    this.#logger.info({ tool: asked.toolCall.name }, 'the run waits for a person');
    return waits.next;
  }

  async #finish(finish: Exclude<Finish, { ending: 'waiting' }>): Promise<RunRef | undefined> {
    const { progress, metrics, admission } = this.#deps;
    if (!this.#said.begun) await this.#said.begin((await progress.find(this.task))?.snapshot);
    if (finish.ending === 'failed') await this.#said.sayError(finish);
    const usage = this.#said.answer.usage();
    const isKept = finish.reason !== 'rolled_back';
    const recorded = isKept ? await this.#record(finish.ending !== 'completed') : '';
    const outcome: Outcome =
      recorded === undefined
        ? { ending: 'failed', reason: 'answer_not_recorded', usage, messageId: '' }
        : { ending: finish.ending, reason: finish.reason, usage, messageId: recorded };
    const { ending, reason, messageId } = outcome;
    this.#meter.close(reason);
    const said = await this.#said.seal();
    const next = await this.#persistently(() => endRun(this.#deps, this.task, outcome, said, this.#meter.unsettled));
    const { tenantId, requestedBy: userId, runId } = this.task;
    await admission.endRun({ tenantId, userId }, runId, usage.inputTokens + usage.outputTokens);
    await this.#said.end(ending, reason, messageId);
    metrics.tokens(this.task.agentId, usage.model, usage.inputTokens + usage.outputTokens);
    this.#logger.info({ ending, reason }, 'the run has ended');
    return next;
  }

  /** Stores the answer in the thread. Answers the message's id, empty when nothing was said, undefined on failure. */
  async #record(truncated: boolean): Promise<string | undefined> {
    const { leases, threads } = this.#deps;
    const { answer } = this.#said;
    const parts = answer.messageParts();
    if (parts.length === 0) return '';
    // Only the owner of the run may decide what its message says.
    const held = await this.#persistently(() => leases.renew([this.task.runId]));
    if (held.length === 0) throw new LeaseLostError(this.task);
    try {
      const { model, ...tokens } = answer.usage();
      const usage = { ...tokens, model: model.slice(0, MODEL_CHARACTERS).toWellFormed() };
      const said = { parts, steps: answer.steps(), usage };
      const record = () => threads.record(this.task, { ...said, truncated, artifactId: this.#artifactId });
      return await this.#persistently(record);
    } catch (error) {
      if (this.#release.signal.aborted) throw error;
      this.#logger.error({ err: error }, 'the answer could not be recorded');
      await this.#said.sayError({
        reason: 'answer_not_recorded',
        message: 'The answer could not be kept in the chat.',
      });
      return undefined;
    }
  }

  /** Tries again until it works, cannot work, or the time is over. Rejects when the run is released. */
  async #persistently<T>(attempt: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#deps.config.recordTimeoutMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof LeaseLostError || isFinal(error) || performance.now() + pause > deadline) throw error;
        this.#logger.warn({ err: error }, 'trying again');
        await delay(pause, undefined, { signal: this.#release.signal });
      }
    }
  }

  async #giveUp(): Promise<void> {
    const { leases, config } = this.#deps;
    const pause = this.#release.signal.aborted ? 0 : config.retryDelayMs * this.task.tries;
    try {
      await this.saveProgress();
      this.#meter.close('interrupted');
      await this.#settle();
      await leases.release(this.task, pause);
    } catch (error) {
      // The lease expires by itself.
      this.#logger.warn({ err: error }, 'the run could not be given up');
    }
    await this.#said.leave();
  }
}

function cancelled(reason: CancelReason): Exclude<Finish, { ending: 'waiting' }> {
  return { ending: 'cancelled', reason };
}

function failureOfBudget(short: Shortage): Failure {
  const { reason, message = '' } = budgetExceeded(short);
  return { reason, message };
}

function failed(reason: string, message: string): Finish {
  return { ending: 'failed', reason, message };
}
