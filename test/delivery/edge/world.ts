import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestIssuer, type TestClaims } from '@ameide/service-kit/testing';
import { freePort } from '@ameide/test-kit';
import type { Manifest } from '../gitops/helmfile.ts';
import { selfSigned } from './certificate.ts';
import { type Connection, connectOver2, createOutsider, type Outsider } from './client.ts';
import { type EdgeProxy, startEnvoy } from './envoy.ts';
import { type RecordingBackend, startRecordingBackend } from './recording-backend.ts';
import { renderChart } from './render-chart.ts';
import { translate, type Xds } from './translate.ts';

export const DOMAIN = 'ameide.localhost';
const KEYS = '/realms/ameide/protocol/openid-connect/certs';

/** For a suite's `skip`: why the edge cannot be tried here, or false when it can. */
export function edgeSkipReason(): string | false {
  const missing = ['HELM', 'EGCTL', 'ENVOY'].filter((variable) => !process.env[variable]);
  return missing.length > 0 && `needs ${missing.join(', ')} (pnpm components)`;
}

/** The edge of a lane, with one backend that stands for all. */
export interface EdgeWorld extends Outsider {
  readonly manifests: readonly Manifest[];
  readonly xds: Xds;
  readonly backend: RecordingBackend;
  readonly envoy: EdgeProxy;
  /** Where browsers find a host; the apex without one. */
  url(host?: string): string;
  /** Over HTTP/2, to a host or the apex. */
  connect(host?: string): Connection;
  token(claims?: TestClaims, type?: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param values besides those of the lane `dev` and of this machine @param routes of others, through its Gateway */
export async function startEdge(values: object, routes: readonly Manifest[] = []): Promise<EdgeWorld> {
  await using parts = new AsyncDisposableStack();
  const [http, https] = [await freePort(), await freePort()];
  const issuer = parts.use(await createTestIssuer());
  const backend = await startRecordingBackend();
  parts.defer(() => backend.stop());
  backend.on(KEYS, async (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(await (await fetch(`${issuer.issuer}/jwks`)).text());
  });
  const certificate = await selfSigned(DOMAIN);
  const manifests = await renderChart('ameide-edge', {
    namespace: 'ameide-dev',
    values: {
      global: {
        lane: 'dev',
        domain: DOMAIN,
        publicPort: https,
        oidc: { internalUrl: `http://localhost:${backend.port}/realms/ameide`, audience: 'platform-app' },
      },
      certificate: { from: 'secret' },
      controlPlane: { hosts: { grafana: { service: 'grafana', namespace: 'ameide-infra', port: 80 } } },
      ...values,
    },
  });
  const xds = await translate([...manifests, ...routes], certificate);
  const names = [
    'workspace',
    'gateway',
    'agent-runtime',
    'threads',
    'graphpatch',
    'projection',
    'keycloak',
    'grafana',
    'shop-uisurface',
  ];
  const backends = Object.fromEntries(names.map((name) => [name, backend.port]));
  const directory = await mkdtemp(join(tmpdir(), 'ameide-envoy-'));
  parts.defer(() => rm(directory, { recursive: true }));
  const envoy = await startEnvoy({ xds, certificate, backends, ports: { http, https }, directory });
  parts.defer(() => envoy.stop());
  const whole = parts.move();
  const url = (host?: string) => `https://${host === undefined ? '' : `${host}.`}${DOMAIN}:${https}`;
  return {
    manifests,
    xds,
    backend,
    envoy,
    url,
    ...createOutsider(certificate.certificate),
    connect: (host) => connectOver2(url(host), certificate.certificate),
    token: (claims, type) => issuer.token({ iss: `${url('auth')}/realms/ameide`, ...claims }, type),
    stop: () => whole.disposeAsync(),
  };
}
