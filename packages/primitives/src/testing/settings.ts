import type { PlatformSettings } from '../objects/settings.ts';

/** A platform for tests, whose shared namespace is `ameide-dev`. */
export const testSettings: PlatformSettings = {
  environment: 'dev',
  imageRegistries: ['registry.example.com/ameide'],
  oidcIssuer: 'https://id.example.com/realms/ameide',
  internalSecret: { name: 'ameide-internal', key: 'secret' },
  otlpEndpoint: 'http://collector.observability.svc:4318',
  gatewayNamespace: 'envoy-gateway',
  gatewayPodsNamespace: 'envoys',
  monitoringNamespace: 'observability',
  addressRanges: { cluster: ['10.96.0.0/16'], reachable: ['10.20.0.0/16'] },
  platformNamespaces: ['observability', 'identity'],
};

/** An image that it lets run; another digit is another digest. */
export const testImage = (name: string, digit: string) =>
  `registry.example.com/ameide/${name}@sha256:${digit.repeat(64)}`;
