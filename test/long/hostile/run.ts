import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { DescService } from '@bufbuild/protobuf';
import { createRandom } from '../random.ts';
import { startCanary } from './canary.ts';
import { type CaseKind, caseKinds, hostileCase } from './cases.ts';
import { HostileFigures } from './figures.ts';
import { faultOf } from './judge.ts';
import type { Rpc } from './requests.ts';
import { type Answer, type HostileRequest, send, sendBytes } from './send.ts';
import type { World } from './world.ts';

export interface HostileRun {
  readonly seed: string;
  /** New cases are begun for so long, in ms. */
  readonly forMs: number;
  /** No more than so many. */
  readonly cases?: number;
  /** Nothing but the case of this number. */
  readonly only?: number;
  /** Any answer that takes longer, in ms, hangs. */
  readonly deadlineMs?: number;
  readonly onProgress?: (figures: HostileFigures) => void;
}

/** A unary call may take 30 s, as the platform has it. */
const DEADLINE_MS = 40_000;

/** Sends hostile requests one after the other, while somebody of another tenant asks small things. */
export async function runHostile(world: World, run: HostileRun): Promise<HostileFigures> {
  const { seed, only, deadlineMs = DEADLINE_MS, cases = Number.POSITIVE_INFINITY } = run;
  const figures = new HostileFigures();
  const rpcs = await allRpcs();
  const { url, canary: token } = world;
  const canary = startCanary({ url, token, ref: world.foreign.ref, deadlineMs });
  try {
    await world.loop();
    const until = performance.now() + run.forMs;
    for (let number = only ?? 1; number <= cases && performance.now() < until && world.alive(); number += 1) {
      const random = createRandom(`${seed}\n${number}`);
      const kind: CaseKind = random.one(caseKinds)!;
      const { name, requests, atOnce = 1 } = hostileCase(kind, world, rpcs, random);
      const answers: Answer[] = [];
      for (const make of requests) {
        const request = make(answers);
        if (request === undefined || !world.alive()) continue;
        const crowd = Array.from({ length: atOnce }, () => sent(world.url, request, deadlineMs));
        const answered = await Promise.all(crowd);
        answers.push(answered[0]!);
        for (const answer of answered) {
          const tried = { number, kind, name, request: told(request), answer };
          const fault = faultOf(answer, sizeOf(request));
          if (fault !== undefined) figures.find(fault, { ...tried, log: await world.logOf(requestIdIn(answer)) });
          figures.add(tried);
        }
        const tried = { number, kind, name, request: told(request), answer: answered[0]! };
        figures.watch(
          tried,
          world.alive() ? await world.loop().catch(() => undefined) : undefined,
          await canary.read(),
        );
        if (!world.alive()) figures.find('crash', tried);
      }
      run.onProgress?.(figures);
      if (only !== undefined) break;
    }
  } finally {
    await canary.stop();
  }
  return figures;
}

function sent(url: string, request: HostileRequest | Uint8Array, deadlineMs: number): Promise<Answer> {
  return request instanceof Uint8Array ? sendBytes(url, request, deadlineMs) : send(url, request, deadlineMs);
}

const sizeOf = (request: HostileRequest | Uint8Array) =>
  request instanceof Uint8Array ? request.length : (request.body?.length ?? 0);

const requestIdIn = ({ text }: Answer) => /"requestId":"([^"]+)"/.exec(text)?.[1] ?? 'none';

/** A request for people, without the token. */
function told(request: HostileRequest | Uint8Array): string {
  if (request instanceof Uint8Array) return `${request.length} bytes`;
  const { method = 'POST', path, headers, body = '' } = request;
  const { authorization: _, ...others } = headers;
  const text = JSON.stringify(
    Buffer.from(body as string)
      .subarray(0, 300)
      .toString(),
  );
  return `${method} ${path.slice(0, 200)} ${JSON.stringify(others).slice(0, 200)} ${body.length} bytes: ${text}`;
}

const protos = join(import.meta.dirname, '../../../proto/ameide');

/** Every RPC of the contract, also one that was added after this was written. */
async function allRpcs(): Promise<Rpc[]> {
  const files = globSync('**/*_service.proto', { cwd: protos }).sort();
  const modules = await Promise.all(files.map((path) => import(`@ameide/contracts/${path.replace(/\.proto$/, '')}`)));
  const services = modules.flatMap((module) =>
    Object.values<{ kind?: string }>(module).filter(({ kind }) => kind === 'service'),
  ) as DescService[];
  return services.flatMap((service) => service.methods.map((method) => ({ service, method })));
}
