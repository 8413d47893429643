/*
 * Leader election. One process; `L` is the lease, `now` its own clocks.
 *
 *              L has no holder, or is ours, or has not changed
 *              for as long as it lasts: written (409: another was faster)
 *   ┌─────────┐ ──────────────────────────────────────────────▶ ┌─────────┐ renewed, every retryMs
 *   │ standby │                                                 │ leading │ ──┐
 *   │         │                                                 │         │ ◀─┘
 *   └─────────┘                                                 └─────────┘
 *        ▲                                                           │ not renewed for deadlineMs (asked before every write, too);
 *        │                                                           │ L has another holder; not healthy; `lead` returned; stopped
 *        │      `lead` has ended: L is given back, if it is ours      ▼
 *        │                                                      ┌─────────┐
 *        └───────────────────────────────────────────────────── │ ending  │ `check` throws LeadershipLost: nothing is written
 *                                                               └─────────┘
 *
 * deadlineMs is less than the lease lasts, so a leader has stopped writing before another one can begin.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Transport } from '../api/transport.ts';
import { createLeaseHolder, type LeaseHolder } from './lease-holder.ts';

/** Who stands for election, and how long things take. */
export interface LeaderElectionOptions {
  readonly transport: Transport;
  readonly namespace: string;
  /** The lease's name: one per operator. */
  readonly name: string;
  /** Of this process, unique in the cluster: the pod's name and something random. */
  readonly identity: string;
  /** How long others wait after the last renewal, in s; 15 by default. */
  readonly leaseSeconds?: number;
  /** How long after the last renewal we still write, in ms; 10,000 by default, and less than the lease. */
  readonly deadlineMs?: number;
  /** Between attempts to get or to renew the lease, in ms; 3,000 by default. After one that came to nothing it is less. */
  readonly retryMs?: number;
  /** False gives up the lease: a process that does no work must not keep others from it. */
  readonly healthy?: () => boolean;
  readonly onError?: (error: unknown) => void;
}

/** A term of office. */
export interface Leadership {
  /**
   * To be called directly before every write. It asks the clocks, not a timer, so a process that was stopped or blocked
   * writes nothing more when it wakes up.
   *
   * @throws LeadershipLost
   */
  check(): void;
  /** Aborted at the end of the term, with LeadershipLost. */
  readonly signal: AbortSignal;
}

/** A term is over. A write that ends with it was not sent. */
export class LeadershipLost extends Error {
  override readonly name = 'LeadershipLost';
}

/** So much of the deadline may one attempt take: after one that hangs there is time for another. */
const ATTEMPT_SHARE = 0.4;
/** So much of the usual pause comes after an attempt of which nobody knows what it came to. */
const HURRY_SHARE = 0.25;

/**
 * Stands for election until `signal` is aborted. `lead` is called for every term, one after the other; it resolves when
 * its leadership's signal is aborted, or before, when it is to stop; then the lease is given back at once.
 *
 * @throws if the deadline is not shorter than the lease, or what `lead` throws
 */
export async function runLeaderElection(
  options: LeaderElectionOptions,
  signal: AbortSignal,
  lead: (leadership: Leadership) => Promise<void>,
): Promise<void> {
  const { leaseSeconds: durationSeconds = 15, deadlineMs = 10_000, retryMs = 3_000 } = options;
  if (deadlineMs >= durationSeconds * 1_000) throw new Error('deadlineMs must be less than the lease lasts.');
  const holder = createLeaseHolder({ ...options, durationSeconds });
  const healthy = () => options.healthy?.() !== false;
  const attempt = async () => {
    try {
      return (await holder.attempt(deadlineMs * ATTEMPT_SHARE)) ? 'renewed' : 'taken';
    } catch (error) {
      options.onError?.(error);
      return 'unknown';
    }
  };
  while (!signal.aborted) {
    if (healthy() && (await attempt()) === 'renewed') {
      await serveTerm({ holder, deadlineMs, retryMs, healthy, attempt }, lead);
      await holder.release().catch((error: unknown) => options.onError?.(error));
    }
    await pause(retryMs * (0.8 + Math.random() * 0.4), signal);
  }
}

interface Term {
  readonly holder: LeaseHolder;
  readonly deadlineMs: number;
  readonly retryMs: number;
  readonly healthy: () => boolean;
  readonly attempt: () => Promise<'renewed' | 'taken' | 'unknown'>;
}

/** Renews for as long as `lead` runs, and ends the term when that has not worked for too long. */
async function serveTerm(
  { holder, deadlineMs, retryMs, healthy, attempt }: Term,
  lead: (leadership: Leadership) => Promise<void>,
): Promise<void> {
  const term = new AbortController();
  const end = (why: string) => term.abort(new LeadershipLost(`${why}: nothing more is written.`));
  const check = () => {
    if (holder.ageMs() > deadlineMs) end(`The lease was not renewed for ${deadlineMs} ms`);
    term.signal.throwIfAborted();
  };
  const renew = async () => {
    for (let waitMs = retryMs; !term.signal.aborted; ) {
      await pause(Math.min(waitMs, deadlineMs - holder.ageMs()), term.signal);
      if (holder.ageMs() > deadlineMs) end(`The lease was not renewed for ${deadlineMs} ms`);
      else if (!healthy()) end('This process is not healthy');
      else if (!term.signal.aborted) {
        const result = await attempt();
        if (result === 'taken') end('The lease has another holder');
        waitMs = result === 'unknown' ? retryMs * HURRY_SHARE : retryMs;
      }
    }
  };
  const renewing = renew();
  try {
    await lead({ check, signal: term.signal });
  } finally {
    end('The term is over');
    await renewing;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(Math.max(0, ms), undefined, { signal }).catch(() => {});
}
