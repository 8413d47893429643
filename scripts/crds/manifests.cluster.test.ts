import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Kind, kindName } from '@ameide/operator-kit';
import { pluralOf, rbacManifests } from '@ameide/operator-kit/manifests';
import { crdYaml } from '@ameide/operator-kit/schema';
import {
  applyManifests,
  clusterSkipReason,
  startTestCluster,
  type TestCluster,
  thirdPartyCrds,
} from '@ameide/operator-kit/testing';
import { CILIUM_CRD } from '@ameide/primitives/testing';
import { kinds } from './kinds.ts';
import { operators } from './operators.ts';

describe('the operators’ rights on a real API server', { skip: clusterSkipReason() }, () => {
  let cluster: TestCluster;
  before(async () => {
    const others = await Promise.all([
      thirdPartyCrds('gateway-api', 'httproutes', 'referencegrants'),
      thirdPartyCrds('cert-manager', 'certificates'),
      thirdPartyCrds('cloudnative-pg', 'databases', 'databaseroles'),
      thirdPartyCrds('prometheus-operator', 'servicemonitors'),
    ]);
    cluster = await startTestCluster({ crds: [...kinds.map(crdYaml), ...others.flat(), CILIUM_CRD] });
  });
  after(() => cluster?.stop());

  const servedPlural = async ({ apiVersion, kind }: Kind) => {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { resources } = await cluster.request<{ resources: { name: string; kind: string }[] }>('GET', path);
    return resources.find((each) => each.kind === kind && !each.name.includes('/'))?.name;
  };

  it('name kinds as the API server does', async () => {
    for (const { kind, owns, reads = [] } of operators) {
      for (const each of [kind, ...owns, ...reads]) {
        assert.equal(await servedPlural(each), pluralOf(each.kind), kindName(each));
      }
    }
  });

  it('are taken as they are', async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ameide-system' } };
    for (const operator of operators) {
      await applyManifests(cluster, [namespace, ...rbacManifests(operator)]);
    }
  });
});
