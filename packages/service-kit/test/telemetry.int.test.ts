import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { ArtifactQueryService } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import { identityOf, requestContext } from '@ameide/service-kit/rpc';
import { startTelemetry } from '@ameide/service-kit/telemetry';
import { createClient, type HandlerContext } from '@connectrpc/connect';
import { bearer, ID, startFixture } from './fixture.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

it('exports a trace that goes on through internal calls, and the durations of calls without tenants', async () => {
  const received: Record<string, unknown>[] = [];
  const collector = createServer(async (request, response) => {
    received.push({ path: request.url, body: JSON.parse((await request.toArray()).join('')) });
    response.end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
  process.env.OTEL_EXPORTER_OTLP_PROTOCOL = 'http/json';
  const telemetry = await startTelemetry({ service: 'fixture', endpoint });

  const traceparents: string[] = [];
  await using fixture = await startFixture({
    artifacts: {
      getArtifact: async (_request: unknown, context: HandlerContext) => {
        const current = requestContext(context);
        traceparents.push(current.traceparent);
        const client = createClient(ArtifactQueryService, fixture.inProcess);
        await client.listArtifacts({}, fixture.caller.options(identityOf(current)));
        return {};
      },
      listArtifacts: (_request: unknown, context: HandlerContext) => {
        traceparents.push(requestContext(context).traceparent);
        return {};
      },
    },
  });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const headers = { ...bearer(await fixture.issuer.token()), traceparent };
  await fixture.artifacts(headers).getArtifact({ artifactId: ID });
  await telemetry.stop();
  collector.closeAllConnections();
  collector.close();

  const spans = received.flatMap(({ path, body }) => (path === '/v1/traces' ? spansOf(body) : []));
  const chain = [spans.find(({ parentSpanId }) => parentSpanId === 'b7ad6b7169203331')];
  while (chain.at(-1) !== undefined)
    chain.push(spans.find(({ parentSpanId }) => parentSpanId === chain.at(-1)?.spanId));
  const service = 'ameide.artifacts.v1.ArtifactQueryService';
  assert.deepEqual(
    chain.slice(0, -1).map((span) => span?.name),
    [`${service}/GetArtifact`, `${service}/ListArtifacts`, `${service}/ListArtifacts`],
  );
  assert.ok(traceparents.every((value) => value.startsWith('00-0af7651916cd43dd8448eb211c80319c-')));
  const metrics = JSON.stringify(received.filter(({ path }) => path === '/v1/metrics'));
  assert.match(metrics, /rpc_server_duration_seconds/);
  assert.doesNotMatch(metrics, /acme|alice/);
});

function spansOf(body: unknown): Span[] {
  const { resourceSpans } = body as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}
