import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { clusterSkipReason, startTestCluster } from '@ameide/operator-kit/testing';
import { parse } from 'yaml';
import { runProgram } from './program.ts';
import { findTool } from './tools.ts';
import { workflowKubeconfig } from './workflow-identity.ts';

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Record<string, string> }[];
  readonly users: readonly { readonly user: { readonly token: string } }[];
}

test('a workflow shows the cluster a token of its own, fetched when it is needed', {
  skip: clusterSkipReason(),
}, async () => {
  const cluster = await startTestCluster();
  const administrator = parse(cluster.kubeconfig) as Kubeconfig;
  const asked: string[] = [];
  const identity = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.end(JSON.stringify({ value: administrator.users[0]!.user.token }));
  }).listen(0, '127.0.0.1');
  await once(identity, 'listening');
  try {
    const ca = administrator.clusters[0]!.cluster['certificate-authority-data']!;
    const kubeconfig = await workflowKubeconfig({
      KUBERNETES_API: cluster.url,
      KUBERNETES_CA: Buffer.from(ca, 'base64').toString(),
    });
    const env = {
      KUBECONFIG: kubeconfig!,
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${(identity.address() as AddressInfo).port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-this-run',
    };
    const said = await runProgram(await findTool('kubectl'), ['get', 'namespace', 'default', '-o', 'name'], { env });
    assert.equal(said.trim(), 'namespace/default');
    assert.deepEqual(asked, ['/token?api-version=2.0&audience=ameide-release Bearer of-this-run']);
    await rm(dirname(kubeconfig!), { recursive: true });
  } finally {
    identity.close();
    await cluster.stop();
  }
});

test('elsewhere the kubeconfig of the person is used', async () => {
  assert.equal(await workflowKubeconfig({}), undefined);
});
