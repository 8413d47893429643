import { lookup } from 'node:dns/promises';
import { type AskOptions, askWorkload, createPatience } from '@ameide/primitives/outside';
import { z } from 'zod';
import { MANAGEMENT_PORT } from '../contract.ts';
import type { FlowRuntimes, RuntimeAnswer, ServiceRef } from '../ports.ts';

/** How runtimes are found and asked. */
export interface HttpFlowRuntimesOptions {
  /** The URLs of the runtimes behind a Service: what DNS knows of a headless one, unless told. */
  readonly find?: (service: ServiceRef) => Promise<readonly string[]>;
  /** How long an answer may take, in ms; 5,000 by default. */
  readonly timeoutMs?: number;
  /** How long whoever asks waits for it, in ms; 1,000 by default, and for a flow to be loaded the rest of `timeoutMs`. */
  readonly patienceMs?: number;
}

/** What is shown of a revision goes into a status, so it is one word and not a long one. */
const status = z.object({ revision: z.string().regex(/^[-._:/A-Za-z0-9]{1,128}$/), modified: z.boolean() });

const NOT_YET = 'has not answered yet';

/**
 * Asks by `GET /status` and has loaded again by `POST /sync`, as the README has it. Nobody waits for runtimes that are slow
 * or hang, nor for DNS.
 */
export function createHttpFlowRuntimes(options: HttpFlowRuntimesOptions = {}): FlowRuntimes {
  const { find = addressesOf, timeoutMs = 5_000, patienceMs = 1_000 } = options;
  const found = createPatience<readonly string[]>({ notYet: [], patienceMs });
  const asked = createPatience<RuntimeAnswer>({ notYet: { ok: false, fault: NOT_YET }, patienceMs });
  const synced = createPatience<string | undefined>({
    notYet: NOT_YET,
    patienceMs: Math.max(timeoutMs - patienceMs, patienceMs),
  });
  const send = (url: string, request: AskOptions) => askWorkload(url, { ...request, timeoutMs });
  return {
    async find(service, signal) {
      const urls = await found(`${service.namespace}/${service.name}`, () => find(service).catch(() => []));
      signal.throwIfAborted();
      return urls.toSorted();
    },
    ask: (runtime, signal) =>
      asked(runtime, async () => {
        const answer = await send(`${runtime}/status`, { signal });
        if (!answer.ok) return answer;
        const { success, data } = status.safeParse(answer.json);
        return success ? { ok: true, ...data } : { ok: false, fault: 'does not tell `revision` and `modified`' };
      }),
    sync: (runtime, revision, signal) =>
      synced(`${runtime} ${revision}`, async () => {
        const answer = await send(`${runtime}/sync`, { method: 'POST', body: { revision }, signal });
        return answer.ok ? undefined : answer.fault;
      }),
  };
}

async function addressesOf({ name, namespace }: ServiceRef): Promise<string[]> {
  const found = await lookup(`${name}.${namespace}.svc`, { all: true });
  return found.map(({ address, family }) => `http://${family === 6 ? `[${address}]` : address}:${MANAGEMENT_PORT}`);
}
