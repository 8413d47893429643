import { randomUUID } from 'node:crypto';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { ProjectionService } from '@ameide/contracts/projection/v1/projection_service';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { createSignInTokenSource } from '@ameide/demo-login';
import { AmeideClient } from '@ameide/sdk';
import { createClient, type Interceptor } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import type { Report } from '../figure.ts';
import { sampleDocument } from './documents.ts';
import { withProcess } from './process.ts';

const CALLERS = 32;
const ROUNDS = 5;
const SECONDS_PER_ROUND = 2;

type Call = () => Promise<unknown>;

/** What a unary call costs: GetArtifact beside bare connect-node with the same message, and what else is called often. */
export async function benchUnaryCalls(report: Report): Promise<void> {
  await withProcess('./bare-server.ts', (bareUrl) =>
    withProcess('./platform-process.ts', async (url) => {
      const token = createSignInTokenSource({ issuer: `${url}/oidc`, username: 'alice', password: 'alice' });
      const { document } = await sampleDocument();
      const client = new AmeideClient({ baseUrl: url, token, deadlineMs: 120_000 });
      const { artifactId } = await client.importDocument({ title: 'Bench', kind: 'bpmn::collaboration', document });
      const ref = `artifacts/${artifactId}/main`;
      await client.projections.getProjection({ ref });

      const bearer = `Bearer ${await token()}`;
      const authenticated: Interceptor = (next) => (request) => {
        request.header.set('authorization', bearer);
        return next(request);
      };
      const transportTo = (baseUrl: string) =>
        createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true, interceptors: [authenticated] });
      const transport = transportTo(url);
      const bare = createClient(ArtifactQueryService, transportTo(bareUrl));
      const artifacts = createClient(ArtifactQueryService, transport);
      const chats = createClient(ChatCommandService, transport);
      const projections = createClient(ProjectionService, transport);
      const message = { parts: [{ kind: { case: 'text' as const, value: { text: 'List the tasks' } } }] };
      const calls = {
        bare: () => bare.getArtifact({ artifactId }),
        read: () => artifacts.getArtifact({ artifactId }),
        send: () => chats.ensureChatForArtifactAndSendMessage({ artifactId, message, idempotencyKey: randomUUID() }),
        project: () => projections.getProjection({ ref }),
      };

      const single = await measure({ bare: calls.bare, read: calls.read }, 1);
      report({
        figure: 'get_artifact_latency',
        value: 1000 / single.read,
        unit: 'ms',
        baseline: 1000 / single.bare,
        target: 'ratio <= 2',
        note: `one caller; baseline: bare connect-node with the same message; ${how}`,
      });
      const many = await measure(calls, CALLERS);
      const beside = `${CALLERS} callers; baseline: bare connect-node with the message of GetArtifact; ${how}`;
      const figures = [
        ['get_artifact_throughput', many.read, 'ratio >= 0.5'],
        ['ensure_and_send_throughput', many.send, '>= 2500'],
        ['repeated_get_projection_throughput', many.project, '>= 2000'],
      ] as const;
      for (const [figure, value, target] of figures) {
        report({ figure, value, unit: 'calls/s', baseline: many.bare, target, note: beside });
      }
    }),
  );
}

const how = `servers and load in processes of their own; median of ${ROUNDS} rounds of ${SECONDS_PER_ROUND} s each, in turns`;

/** Calls per second of each, with so many callers at once. */
async function measure<Name extends string>(
  calls: Readonly<Record<Name, Call>>,
  callers: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(calls) as Name[];
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await rate(calls[name], callers, 0.5);
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rates[name].push(await rate(calls[name], callers, SECONDS_PER_ROUND));
  }
  const median = (name: Name) => rates[name].toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
  return Object.fromEntries(names.map((name) => [name, median(name)])) as Record<Name, number>;
}

async function rate(call: Call, callers: number, seconds: number): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let count = 0;
  const work = async () => {
    while (performance.now() < end) {
      await call();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, work));
  return (count * 1000) / (performance.now() - start);
}
