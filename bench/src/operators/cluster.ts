import { domain } from '@ameide/operator-domain';
import { crdYaml } from '@ameide/operator-kit/schema';
import { startTestCluster, type TestCluster, thirdPartyCrds } from '@ameide/operator-kit/testing';
import { kubernetes } from '../../../scripts/components/kubernetes.ts';

/** Where everything is that a bench makes. */
export const NAMESPACE = 'ameide-dev';

/**
 * Runs `use` on a control plane of its own, with the CRDs that a Domain makes use of, and without controllers: nothing
 * acts but what is measured. etcd does not wait for the disk.
 */
export async function withCluster(use: (cluster: TestCluster) => Promise<void>): Promise<void> {
  const binaries = await kubernetes.find();
  if (binaries === null) throw new Error(`There is no Kubernetes control plane: ${kubernetes.howToGet}`);
  process.env[kubernetes.variable] = binaries;
  const crds = [
    crdYaml(domain),
    ...(await thirdPartyCrds('prometheus-operator', 'servicemonitors')),
    ...(await thirdPartyCrds('cloudnative-pg', 'databases', 'databaseroles')),
  ];
  const cluster = await startTestCluster({ crds });
  try {
    await cluster.request('POST', '/api/v1/namespaces', { metadata: { name: NAMESPACE } });
    await use(cluster);
  } finally {
    await cluster.stop();
  }
}
