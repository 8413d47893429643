import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../telemetry/logger.ts';
import { inTime } from './in-time.ts';
import { answerJson } from './json-answer.ts';

/** Says how something is, in a few fields of JSON. */
export type StatusSource = () => Promise<object>;

/** What a status is made of. */
export interface StatusOptions {
  readonly sources: readonly StatusSource[];
  readonly logger: Logger;
  /** How long they may take, in ms; 2,000 by default. */
  readonly timeoutMs?: number;
}

/**
 * Answers `/status` with the fields of all sources; with 503 and none if one of them fails, and why is in the log.
 *
 * @returns a handler that is false for any other path, and where there is no source
 */
export function createStatus(options: StatusOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { sources, logger, timeoutMs = 2_000 } = options;
  const tell = async (response: ServerResponse) => {
    try {
      const fields = await inTime(Promise.all(sources.map((source) => source())), timeoutMs);
      answerJson(response, 200, Object.assign({}, ...fields));
    } catch (err) {
      logger.warn({ err }, 'no status');
      answerJson(response, 503, {});
    }
  };
  return (request, response) => {
    if (sources.length === 0 || request.url?.split('?', 1)[0] !== '/status') return false;
    void tell(response);
    return true;
  };
}
