import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { it } from 'node:test';
import { startTelemetry } from '@ameide/service-kit/telemetry';
import { bearer, ID, startFixture } from './fixture.ts';

it('tells Prometheus how long calls take, without tenants, and loads no more than that needs', async () => {
  const loaded: string[] = [];
  registerHooks({
    resolve(specifier, context, next) {
      loaded.push(specifier);
      return next(specifier, context);
    },
  });
  process.env.OTEL_RESOURCE_ATTRIBUTES = 'service.namespace=ameide-dev';
  const telemetry = await startTelemetry({ service: 'fixture', endpoint: undefined, metricsPort: 0 });
  await using fixture = await startFixture({ artifacts: { getArtifact: () => ({}) } });
  await fixture.artifacts(bearer(await fixture.issuer.token())).getArtifact({ artifactId: ID });

  const url = `http://127.0.0.1:${telemetry.metricsPort}/metrics`;
  const metrics = await (await fetch(url)).text();
  assert.match(metrics, /^target_info\{.*service_name="fixture".*\} 1$/m);
  assert.match(metrics, /^target_info\{.*service_namespace="ameide-dev".*\} 1$/m);
  const call = 'procedure="ameide.artifacts.v1.ArtifactQueryService/GetArtifact",code="ok"';
  assert.match(metrics, new RegExp(`^rpc_server_duration_seconds_count\\{${call}\\} 1$`, 'm'));
  assert.match(metrics, new RegExp(`^rpc_server_duration_seconds_bucket\\{${call},le="0.0025"\\} [01]$`, 'm'));
  assert.doesNotMatch(metrics, /acme|alice/);
  assert.ok(loaded.includes('@opentelemetry/exporter-prometheus'));
  assert.deepEqual(
    loaded.filter((specifier) => /sdk-node|otlp|sdk-trace|instrumentation/.test(specifier)),
    [],
  );
  await telemetry.stop();
  await assert.rejects(fetch(url));
});
