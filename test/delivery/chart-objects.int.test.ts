import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { loadConfig } from '@ameide/service-kit/config';
import { environmentSchemaOf } from '../../scripts/charts/variables.ts';
import { find, helmSkipReason, imageOf, keyOf, render, template } from './charts/helm.ts';
import { DEV, LOCAL, WITH_OTHERS } from './charts/lanes.ts';
import {
  type Autoscaler,
  dataOf,
  namespacesOf,
  type Policy,
  podsOf,
  type Route,
  secretsOf,
  serviceNames,
} from './charts/objects.ts';
import { type LANES, type Rendered, renderServices } from './charts/rendered.ts';

describe('what the charts of the services render', { skip: helmSkipReason() }, () => {
  let rendered: Rendered;
  before(async () => {
    rendered = await renderServices();
  });

  it('give every service an environment that it can start with', async () => {
    for (const lane of ['dev', 'prod', 'local'] as const) {
      for (const service of rendered.services) {
        const { name } = service.declaration;
        const env = {
          ...dataOf(find(rendered.of(lane, name), 'ConfigMap', name)),
          ...secretsOf(rendered.of(lane, name)),
        };
        const config = loadConfig(await environmentSchemaOf(service), env) as Record<string, unknown>;
        assert.equal(config.PORT, service.declaration.ports.rpc);
        for (const called of service.declaration.calls) {
          const variable = `${called.toUpperCase().replaceAll('-', '_')}_URL`;
          const { ports } = rendered.services.find(({ declaration }) => declaration.name === called)!.declaration;
          assert.equal(
            (env as Record<string, string>)[variable],
            `http://${called}.ameide-dev.svc.cluster.local:${ports.rpc}`,
          );
        }
      }
    }
  });

  it('send people to the issuer, and ask for its keys inside of the cluster', () => {
    const { OIDC_ISSUER, OIDC_ISSUERS } = dataOf(find(rendered.of('dev', 'threads'), 'ConfigMap', 'threads'));
    assert.equal(OIDC_ISSUER, 'https://auth.dev.example.com/realms/ameide');
    assert.deepEqual(JSON.parse(OIDC_ISSUERS!), [
      {
        issuer: OIDC_ISSUER,
        audience: 'platform-app',
        tenants: '*',
        jwksUri: 'http://keycloak.ameide-infra:8080/realms/ameide/protocol/openid-connect/certs',
      },
    ]);
    const prod = dataOf(find(rendered.of('prod', 'workspace'), 'ConfigMap', 'workspace'));
    assert.equal(prod.OIDC_ISSUER, 'https://id.example.org/realms/ameide');
    assert.equal(prod.OIDC_CLIENT_ID, 'ameide');
    assert.equal(prod.OIDC_ISSUERS, undefined);
  });

  it('derive addresses from the domain and the public port', () => {
    const publicUrl = (lane: keyof typeof LANES) =>
      dataOf(find(rendered.of(lane, 'workspace'), 'ConfigMap', 'workspace')).PUBLIC_URL;
    assert.equal(publicUrl('dev'), 'https://platform.dev.example.com');
    assert.equal(publicUrl('prod'), 'https://platform.example.com');
    assert.equal(publicUrl('local'), 'https://platform.ameide.localhost:8443');
  });

  it('lead nowhere to this machine, but in local', () => {
    for (const { lane, service, manifest } of rendered.everywhere()) {
      if (lane !== 'local')
        assert.doesNotMatch(JSON.stringify(manifest), /localhost|127\.0\.0\.1/, `${service} ${keyOf(manifest)}`);
    }
  });

  it('have probes of one kind each, and pods that may do nothing', () => {
    for (const { service, manifest } of rendered.everywhere()) {
      for (const pod of podsOf(manifest)) {
        assert.equal(pod.automountServiceAccountToken, false, service);
        assert.equal(pod.securityContext.runAsNonRoot, true);
        assert.deepEqual(pod.securityContext.seccompProfile, { type: 'RuntimeDefault' });
        for (const container of pod.containers) {
          const { readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities } = container.securityContext;
          assert.deepEqual(
            [readOnlyRootFilesystem, allowPrivilegeEscalation, capabilities.drop],
            [true, false, ['ALL']],
          );
          assert.ok(container.resources.limits.memory && container.resources.requests.memory, service);
          if (manifest.kind !== 'Deployment') continue;
          for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
            const handlers = ['httpGet', 'tcpSocket', 'exec', 'grpc'].filter((kind) => kind in container[probe]!);
            assert.deepEqual(handlers, ['httpGet'], `${service} ${probe}`);
          }
        }
      }
    }
  });

  it('scale the gateway by CPU and streams, and nothing in local', () => {
    const { spec } = find<Autoscaler>(rendered.of('prod', 'gateway'), 'HorizontalPodAutoscaler', 'gateway');
    assert.deepEqual([spec.minReplicas, spec.maxReplicas], [3, 100]);
    assert.equal(spec.metrics[0]!.resource?.target.averageUtilization, 70);
    assert.deepEqual(spec.metrics[1]!.pods, {
      metric: { name: 'ai_concurrent_streams' },
      target: { type: 'AverageValue', averageValue: '1000' },
    });
    assert.deepEqual(spec.behavior, {
      scaleUp: { stabilizationWindowSeconds: 30, policies: [{ type: 'Percent', value: 100, periodSeconds: 60 }] },
      scaleDown: { stabilizationWindowSeconds: 300 },
    });
    for (const name of rendered.names) {
      const local = rendered.of('local', name);
      assert.ok(!local.some(({ kind }) => kind === 'HorizontalPodAutoscaler'), name);
      assert.equal(find<{ replicas: number }>(local, 'Deployment', name).spec.replicas, 1);
      assert.ok(
        !('replicas' in find(rendered.of('prod', name), 'Deployment', name).spec),
        'the autoscaler says how many',
      );
    }
  });

  it('let in whom they are called by, and out to whom they call', () => {
    const policies = new Map(
      rendered.names.map((name) => [name, find<Policy>(rendered.of('dev', name), 'NetworkPolicy', name).spec]),
    );
    for (const { declaration } of rendered.services) {
      const { name, calls, deployment } = declaration;
      const callees = [...calls, ...deployment.handsOn];
      assert.deepEqual(serviceNames(policies.get(name)!.egress.flatMap(({ to = [] }) => to)), callees.toSorted(), name);
      const callers = rendered.services.filter(({ declaration: { calls, deployment } }) =>
        [...calls, ...deployment.handsOn].includes(name),
      );
      const [inbound, metrics] = policies.get(name)!.ingress;
      assert.deepEqual(serviceNames(inbound!.from), callers.map((each) => each.declaration.name).toSorted(), name);
      const namespaces = namespacesOf(inbound!.from);
      assert.equal(namespaces.includes('envoy-gateway-system'), deployment.edge !== undefined, name);
      assert.equal(namespaces.includes('ameide-system'), deployment.calledByOperators, name);
      assert.deepEqual(namespacesOf(metrics!.from), ['ameide-infra']);
      assert.deepEqual(metrics!.ports, [{ port: 'metrics' }]);
    }
  });

  it('let in agents of the product, also those of tenants, and no code of tenants', () => {
    const agents = (name: string) =>
      find<Policy>(rendered.of('dev', name), 'NetworkPolicy', name)
        .spec.ingress[0]!.from.filter(
          ({ podSelector }) => podSelector?.matchLabels['app.kubernetes.io/component'] === 'agent',
        )
        .map(({ namespaceSelector }) => namespaceSelector?.matchLabels);
    const ofTenants = { 'ameide.io/code': 'product', 'ameide.io/environment': 'dev' };
    for (const name of ['projection', 'graphpatch', 'gateway']) {
      assert.deepEqual(agents(name), [ofTenants, undefined], name);
    }
    for (const name of ['threads', 'workspace', 'agent-runtime']) assert.deepEqual(agents(name), [], name);
  });

  it('give the administrator of the database to the migration only, which comes before the roll-out', () => {
    for (const { service, manifest } of rendered.everywhere()) {
      const knows = JSON.stringify(manifest).includes('ameide-db-admin');
      assert.equal(knows, keyOf(manifest) === `Job/${service}-migration`, keyOf(manifest));
      if (knows) assert.equal(manifest.metadata.annotations!['helm.sh/hook'], 'pre-install,pre-upgrade');
    }
    assert.ok(!rendered.of('dev', 'workspace').some(({ kind }) => kind === 'Job'), 'the workspace has no database');
  });

  it('have what others bring kinds for only when it is switched on', async () => {
    const kinds = ['ServiceMonitor', 'ExternalSecret', 'HTTPRoute', 'ReferenceGrant'];
    assert.deepEqual(
      rendered.everywhere().filter(({ manifest }) => kinds.includes(manifest.kind)),
      [],
    );
    const workspace = await render('workspace', DEV, imageOf('workspace'), WITH_OTHERS, {
      httproute: { enabled: true, namespace: 'routes' },
    });
    assert.deepEqual(
      workspace
        .filter(({ kind }) => kinds.includes(kind))
        .map(keyOf)
        .sort(),
      [
        'ExternalSecret/ameide-workspace',
        'HTTPRoute/workspace',
        'ReferenceGrant/workspace',
        'ServiceMonitor/workspace',
      ],
    );
  });

  it('lead streams past time-outs in a route of their own', async () => {
    for (const { declaration } of rendered.services) {
      const { name, rpcServices, internal, deployment } = declaration;
      if (deployment.edge !== 'api') continue;
      const { spec } = find<Route>(
        await render(name, DEV, imageOf(name), { httproute: { enabled: true } }),
        'HTTPRoute',
        name,
      );
      const timeoutOf = (path: string) =>
        spec.rules.find(({ matches }) =>
          matches.some(({ path: { type, value } }) =>
            type === 'Exact' ? value === path : path.startsWith(`${value}/`),
          ),
        )?.timeouts.request;
      for (const service of rpcServices) {
        for (const { name: method, methodKind } of service.methods) {
          const expected = methodKind === 'unary' ? '30s' : '0s';
          const path = `/${service.typeName}/${method}`;
          assert.equal(timeoutOf(path), internal.includes(service) ? undefined : expected, path);
        }
      }
      assert.deepEqual(spec.hostnames, ['api.dev.example.com']);
      assert.deepEqual(spec.parentRefs, [{ name: 'ameide', namespace: 'ameide-dev', sectionName: 'https' }]);
    }
  });

  it('open a port for debugging in local only', async () => {
    const debug = { debug: { enabled: true, port: 9230 } };
    await assert.rejects(template('gateway', DEV, imageOf('gateway'), debug), /for the lane local only/);
    const local = await render('gateway', LOCAL, imageOf('gateway'), debug);
    assert.ok(
      find<{ ports: { port: number }[] }>(local, 'Service', 'gateway').spec.ports.some(({ port }) => port === 9230),
    );
    assert.equal(dataOf(find(local, 'ConfigMap', 'gateway')).NODE_OPTIONS, '--inspect=0.0.0.0:9230');
  });
});
