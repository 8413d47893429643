import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig } from '@ameide/service-kit/config';
import { z } from 'zod';
import { platformEnvironment } from './platform-environment.ts';
import { platformSettings } from './platform-settings.ts';

const schema = z.object(platformEnvironment);
const needed = {
  AMEIDE_ENVIRONMENT: 'dev',
  IMAGE_REGISTRIES: 'registry.example.com/ameide',
  OIDC_ISSUER: 'https://id.example.com/realms/ameide',
};

describe('the settings of a platform', () => {
  it('need its lane, its registries and its issuer; the rest has its usual place', () => {
    assert.deepEqual(platformSettings(loadConfig(schema, needed)), {
      environment: 'dev',
      imageRegistries: ['registry.example.com/ameide'],
      oidcIssuer: 'https://id.example.com/realms/ameide',
      internalSecret: { name: 'ameide-internal', key: 'secret' },
      otlpEndpoint: undefined,
      gatewayNamespace: 'ameide-dev',
      gatewayPodsNamespace: 'envoy-gateway-system',
      monitoringNamespace: 'observability',
      platformNamespaces: ['identity', 'kafka', 'observability', 'temporal'],
      addressRanges: { cluster: [], reachable: [] },
    });
  });

  it('are as the variables say', () => {
    const environment = {
      ...needed,
      IMAGE_REGISTRIES: 'localhost:5000, registry.example.com/a/b',
      INTERNAL_SECRET_NAME: 'ameide-signing',
      INTERNAL_SECRET_KEY: 'v2.key',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.observability.svc:4318',
      GATEWAY_NAMESPACE: 'edge',
      GATEWAY_PODS_NAMESPACE: 'envoys',
      MONITORING_NAMESPACE: 'watch',
      PLATFORM_NAMESPACES: 'one,two',
      CLUSTER_RANGES: '10.90.0.0/24, fd10:90::/64',
      REACHABLE_RANGES: '10.20.0.0/16',
    };
    const settings = platformSettings(loadConfig(schema, environment));
    assert.deepEqual(settings.imageRegistries, ['localhost:5000', 'registry.example.com/a/b']);
    assert.deepEqual(settings.internalSecret, { name: 'ameide-signing', key: 'v2.key' });
    assert.deepEqual(settings.addressRanges, {
      cluster: ['10.90.0.0/24', 'fd10:90::/64'],
      reachable: ['10.20.0.0/16'],
    });
    assert.equal(settings.otlpEndpoint, 'http://collector.observability.svc:4318');
    assert.deepEqual(
      [
        settings.gatewayNamespace,
        settings.gatewayPodsNamespace,
        settings.monitoringNamespace,
        settings.platformNamespaces,
      ],
      ['edge', 'envoys', 'watch', ['one', 'two']],
    );
  });

  it('are of a lane of a proposed change, too', () => {
    const { environment, gatewayNamespace } = platformSettings(
      loadConfig(schema, { ...needed, AMEIDE_ENVIRONMENT: 'preview-12' }),
    );
    assert.deepEqual([environment, gatewayNamespace], ['preview-12', 'ameide-preview-12']);
  });

  it('are refused, all faults at once, where they would let in what they should not, or name nothing', () => {
    const wrong = {
      AMEIDE_ENVIRONMENT: 'dev-base',
      IMAGE_REGISTRIES: 'registry.example.com/ameide, ',
      OIDC_ISSUER: 'id.example.com',
      INTERNAL_SECRET_NAME: 'signing',
      PLATFORM_NAMESPACES: 'identity,*',
      CLUSTER_RANGES: '10.90.0.0',
      REACHABLE_RANGES: '10.20.0.0/16, everything',
    };
    assert.throws(
      () => loadConfig(schema, wrong),
      (error) => {
        assert.ok(error instanceof ConfigError);
        const named = new Set(error.faults.map((fault) => fault.split(/[.:]/, 1)[0]));
        assert.deepEqual([...named].sort(), Object.keys(wrong).sort());
        return true;
      },
    );
  });
});
