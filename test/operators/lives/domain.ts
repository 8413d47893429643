import { domainScenario } from '../fixtures/domain-scenario.ts';
import { startClusterForDomains } from '../fixtures/start-domains.ts';
import type { Stage } from '../fixtures/survive-kills.ts';
import { startWriteProxy } from '../fixtures/write-proxy.ts';

export async function startDomainStage(): Promise<Stage> {
  const { cluster, verbs, stop } = await startClusterForDomains();
  const proxy = await startWriteProxy(cluster);
  return {
    verbs,
    kubeconfig: cluster.kubeconfig,
    scenario: domainScenario,
    proxy,
    async stop() {
      await proxy.close();
      await stop();
    },
  };
}
