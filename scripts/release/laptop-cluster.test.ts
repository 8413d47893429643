import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laptopVariables } from './laptop-cluster.ts';

const ports = { registryPort: 32000, apiPort: 6443, forwards: [] };

function machine(state: 'up' | 'down' | 'crashed', hasKubeconfig = false) {
  const asked: string[] = [];
  const statusOf = async (cluster: string) => {
    asked.push(cluster);
    return state === 'up' ? { state, ports, kubeconfig: '/ours' } : { state };
  };
  return { asked, statusOf, hasKubeconfig: () => hasKubeconfig };
}

test('the lane local is in our own cluster, unless somebody names another', async () => {
  const up = machine('up', true);
  const ours = { KUBECONFIG: '/ours', AMEIDE_REGISTRY_VIA: 'localhost:32000' };
  assert.deepEqual(await laptopVariables({}, up), ours);
  assert.deepEqual(up.asked, ['ameide']);
  const elsewhere = { ...ours, AMEIDE_REGISTRY_VIA: 'localhost:5000' };
  assert.deepEqual(await laptopVariables({ AMEIDE_REGISTRY_VIA: 'localhost:5000' }, up), elsewhere);
  for (const named of [{ KUBECONFIG: '/theirs' }, { AMEIDE_CLUSTER: 'current' }]) {
    assert.deepEqual(await laptopVariables(named, up), {});
  }
});

test('without ours it is in the one that kubectl talks to, and without any a sentence says what to do', async () => {
  for (const state of ['down', 'crashed'] as const) {
    assert.deepEqual(await laptopVariables({}, machine(state, true)), {});
    await assert.rejects(laptopVariables({}, machine(state)), /^Error: There is no cluster .*: pnpm local up, or/);
  }
});
