import { lookup } from 'node:dns/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type AskOptions, askWorkload } from '@ameide/primitives/http';
import { z } from 'zod';
import { MANAGEMENT_PORT } from '../contract.ts';
import type { FlowRuntimes, RuntimeAnswer, ServiceRef } from '../ports.ts';

/** How runtimes are found and asked. */
export interface HttpFlowRuntimesOptions {
  /** The URLs of the runtimes behind a Service: what DNS knows of a headless one, unless told. */
  readonly find?: (service: ServiceRef) => Promise<readonly string[]>;
  /** How long an answer may take, in ms; 5,000 by default. */
  readonly timeoutMs?: number;
}

/** What is shown of a revision goes into a status, so it is one word and not a long one. */
const status = z.object({ revision: z.string().regex(/^[-._:/A-Za-z0-9]{1,128}$/), modified: z.boolean() });

/** Asks by `GET /status` and has loaded again by `POST /sync`, as the README has it. */
export function createHttpFlowRuntimes(options: HttpFlowRuntimesOptions = {}): FlowRuntimes {
  const { find = addressesOf, timeoutMs = 5_000 } = options;
  const send = (url: string, request: AskOptions) => askWorkload(url, { ...request, timeoutMs });
  return {
    async find(service, signal) {
      // The resolver of the operating system cannot be told to stop.
      const over = new AbortController();
      const late = delay(timeoutMs, [], { signal: AbortSignal.any([signal, over.signal]) });
      const found = await Promise.race([find(service), late]).catch(() => []);
      over.abort();
      signal.throwIfAborted();
      return found.toSorted();
    },
    async ask(runtime, signal): Promise<RuntimeAnswer> {
      const answer = await send(`${runtime}/status`, { signal });
      if (!answer.ok) return answer;
      const { success, data } = status.safeParse(answer.json);
      return success ? { ok: true, ...data } : { ok: false, fault: 'does not tell `revision` and `modified`' };
    },
    async sync(runtime, revision, signal) {
      const answer = await send(`${runtime}/sync`, { method: 'POST', body: { revision }, signal });
      return answer.ok ? undefined : answer.fault;
    },
  };
}

async function addressesOf({ name, namespace }: ServiceRef): Promise<string[]> {
  const found = await lookup(`${name}.${namespace}.svc`, { all: true });
  return found.map(({ address, family }) => `http://${family === 6 ? `[${address}]` : address}:${MANAGEMENT_PORT}`);
}
