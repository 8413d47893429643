import { setTimeout as delay } from 'node:timers/promises';
import type { GatewayDeps } from './deps.ts';
import { takeOverRun } from './take-over-run.ts';

/** Runs taken over in one round. */
const TAKE_OVER_BATCH = 50;
/** Holds settled in one round. */
const EXPIRE_BATCH = 100;
const FORGET_INTERVAL_MS = 600_000;

type LeaseKeeperDeps = Omit<GatewayDeps, 'openStreams' | 'registered'>;

/**
 * Keeps what this process owns, cancels what somebody wants cancelled, and takes over what nobody owns, for ever. The lease
 * of a run:
 *
 *     (none) --enqueued--> without an owner --its turn has come, or it is to be cancelled: attempt 1--> held
 *     (none) --created--> held --not renewed in time, or given up--> expired
 *                          ^ |                                          |
 *                  renewed +-+ <----------- next attempt: taken over ---+
 *                            +--run ended--> (none)
 *
 * Renewing, ending and recording an answer need the lease that the attempt has claimed, so a former owner does nothing.
 */
export class LeaseKeeper {
  readonly #deps: LeaseKeeperDeps;
  readonly #stop = new AbortController();
  #done: Promise<void> = Promise.resolve();
  #forgetAt = 0;

  constructor(deps: LeaseKeeperDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {
    if (this.#deps.config.takeOverAtStart) await this.#deps.leases.expireHost();
    this.#done = this.#loop();
  }

  /** Resolves when nothing more will be taken over. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #loop(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      // One failure must not keep the others from being done.
      for (const step of [
        this.#renew,
        this.#renewSlots,
        this.#saveProgress,
        this.#refreshHolds,
        this.#expireHolds,
        this.#expireInterrupts,
        this.#takeOver,
        this.#forget,
      ]) {
        await step
          .call(this)
          .catch((error) => this.#deps.logger.warn({ err: error }, 'runs could not be looked after'));
      }
      await delay(this.#deps.config.pollIntervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #renew(): Promise<void> {
    const { leases, executor } = this.#deps;
    const executions = executor.all();
    if (executions.length === 0) return;
    const held = new Map(
      (await leases.renew(executions.map(({ task }) => task.runId))).map((lease) => [lease.runId, lease]),
    );
    for (const execution of executions) {
      const lease = held.get(execution.task.runId);
      // A run that has just ended has no lease either; it does not mind.
      if (lease === undefined) execution.release();
      else if (lease.cancelReason !== undefined) execution.cancel(lease.cancelReason);
    }
  }

  async #renewSlots(): Promise<void> {
    await this.#deps.admission.renew();
  }

  async #saveProgress(): Promise<void> {
    await Promise.all(this.#deps.executor.all().map((execution) => execution.saveProgress()));
  }

  /** What is held for calls that go on stays held. */
  async #refreshHolds(): Promise<void> {
    const { holds, executor } = this.#deps;
    const calls = executor.all().flatMap((execution) => execution.metered() ?? []);
    if (calls.length > 0) await holds.refresh(calls);
  }

  async #expireHolds(): Promise<void> {
    const { holds, logger } = this.#deps;
    const expired = await holds.expire(EXPIRE_BATCH);
    if (expired > 0) logger.warn({ expired }, 'nobody has settled what was held for calls of models; it was estimated');
  }

  async #takeOver(): Promise<void> {
    const { leases, executor, logger } = this.#deps;
    for (const ref of await leases.expired(TAKE_OVER_BATCH)) {
      if (this.#stop.signal.aborted) return;
      // This process may be in the middle of giving it up.
      if (executor.get(ref.runId) !== undefined) continue;
      const ids = { tenant_id: ref.tenantId, run_id: ref.runId };
      try {
        const task = await takeOverRun(this.#deps, ref);
        if (task === undefined) continue;
        if (task.attempt > 1) logger.info({ ...ids, attempt: task.attempt }, 'took a run over');
        executor.start(task);
      } catch (err) {
        // It expired first and will again: it must not keep the others from being taken over.
        logger.error({ ...ids, err }, 'a run could not be taken over');
      }
    }
  }

  /** What nobody has answered in time is cancelled, as if somebody had asked for it. */
  async #expireInterrupts(): Promise<void> {
    await this.#deps.leases.cancelOverdue(TAKE_OVER_BATCH);
  }

  async #forget(): Promise<void> {
    const { progress, now, config } = this.#deps;
    if (now() < this.#forgetAt) return;
    await progress.forget(now() - config.retentionMs);
    this.#forgetAt = now() + FORGET_INTERVAL_MS;
  }
}
