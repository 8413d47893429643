import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../telemetry/logger.ts';
import { inTime } from './in-time.ts';
import { answerJson } from './json-answer.ts';

/** Something that must be there for a service to work; throws or rejects when it is not. */
export type ReadinessCheck = () => Promise<void>;

/** Something that is worse than it should be, in words for people; undefined when nothing is. */
export type DegradationSource = () => Promise<string | undefined>;

/** What health is told by. */
export interface HealthOptions {
  /** By the name that `/readyz` shows. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  /** By the name that `/readyz` shows: told of, but no reason to be sent no requests. */
  readonly degradations?: Readonly<Record<string, DegradationSource>>;
  readonly logger: Logger;
  /** How long one check may take, in ms; 2,000 by default. */
  readonly timeoutMs?: number;
}

/**
 * Answers `/healthz`, which only says that the process is alive, and `/readyz`, which asks every dependency and names
 * those that fail; why they fail is in the log. What is degraded does not make it fail.
 *
 * @returns a handler that is false for any other path
 */
export function createHealth(options: HealthOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  const answerReadiness = async (response: ServerResponse) => {
    const names = Object.keys(options.checks);
    const results = await Promise.all(names.map((name) => passes(name, options)));
    const ready = results.every(Boolean);
    const checks = Object.fromEntries(names.map((name, index) => [name, results[index] ? 'ok' : 'failing']));
    const degraded = await degradationsOf(options);
    answerJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', checks, ...degraded });
  };
  return (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/healthz') answerJson(response, 200, { status: 'alive' });
    else if (path === '/readyz') void answerReadiness(response);
    else return false;
    return true;
  };
}

async function degradationsOf({ degradations = {}, logger, timeoutMs = 2_000 }: HealthOptions): Promise<object> {
  const told = await Promise.all(
    Object.entries(degradations).map(async ([name, source]) => {
      // Who cannot be asked is told of by its check.
      const text = await inTime(source(), timeoutMs).catch(() => undefined);
      if (text !== undefined) logger.warn({ check: name, degraded: text }, 'degraded');
      return text === undefined ? [] : [[name, text]];
    }),
  );
  const degraded = Object.fromEntries(told.flat());
  return Object.keys(degraded).length > 0 ? { degraded } : {};
}

async function passes(name: string, { checks, logger, timeoutMs = 2_000 }: HealthOptions): Promise<boolean> {
  try {
    await inTime(Promise.resolve(checks[name]?.()), timeoutMs);
    return true;
  } catch (err) {
    logger.warn({ check: name, err }, 'not ready');
    return false;
  }
}
