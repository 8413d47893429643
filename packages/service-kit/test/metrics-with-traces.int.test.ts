import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { startTelemetry } from '@ameide/service-kit/telemetry';
import { bearer, ID, startFixture } from './fixture.ts';

it('tells metrics to Prometheus and traces to the collector: nothing twice', async () => {
  const asked: (string | undefined)[] = [];
  const collector = createServer((request, response) => {
    asked.push(request.url);
    request.resume().once('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
  const telemetry = await startTelemetry({ service: 'fixture', endpoint, metricsPort: 0 });
  await using fixture = await startFixture({ artifacts: { getArtifact: () => ({}) } });
  await fixture.artifacts(bearer(await fixture.issuer.token())).getArtifact({ artifactId: ID });

  const metrics = await (await fetch(`http://127.0.0.1:${telemetry.metricsPort}/metrics`)).text();
  assert.match(metrics, /^rpc_server_duration_seconds_count\{.*\} 1$/m);
  await telemetry.stop();
  collector.closeAllConnections();
  collector.close();
  assert.deepEqual([asked.includes('/v1/traces'), asked.includes('/v1/metrics')], [true, false]);
});
