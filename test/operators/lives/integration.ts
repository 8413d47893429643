import { INTEGRATION_PARTS, integration } from '@ameide/operator-integration';
import { kindOf } from '@ameide/operator-kit/schema';
import { testImage } from '@ameide/primitives/testing';
import { aConfigMap, aSecret, startStage } from '../fixtures/stage.ts';
import type { Stage } from '../fixtures/survive-kills.ts';

const NAMESPACE = 'tenant-acme-dev-cust';
const hubspot = (spec: object) => ({
  ...kindOf(integration),
  metadata: { name: 'hubspot', namespace: NAMESPACE },
  spec: { tenancy: { tenant: 'acme', code: 'custom' }, replicas: 1, ...spec },
});

/**
 * An Integration whose flow comes from a ConfigMap and then from a registry, with parameters, a schedule and a webhook that
 * change. Runtimes are found by DNS, which is not there, so that nobody says what they run: it is ready and Degraded.
 */
export function startIntegrationStage(): Promise<Stage> {
  return startStage({
    given: [
      aConfigMap('hubspot-flow', { 'flow.json': '{}' }, { namespace: NAMESPACE }),
      aSecret('hubspot', { token: 'only-for-tests' }, NAMESPACE),
    ],
    scenario: {
      operator: 'integration',
      namespace: NAMESPACE,
      owns: INTEGRATION_PARTS,
      steps: [
        hubspot({
          image: testImage('flow-runtime', 'a'),
          source: { configMap: { name: 'hubspot-flow', key: 'flow.json' } },
          parameters: [
            { name: 'crm', values: { pageSize: '100' }, secrets: { token: { name: 'hubspot', key: 'token' } } },
          ],
          schedules: [{ name: 'nightly', schedule: '0 3 1 1 *', context: 'crm' }],
          webhook: { hosts: ['hooks.acme.example.com'], paths: ['/hubspot'] },
        }),
        hubspot({
          image: testImage('flow-runtime', 'b'),
          source: { oci: { reference: testImage('hubspot-flow', 'c') } },
          schedules: [{ name: 'weekly', schedule: '0 3 1 1 *' }],
        }),
      ],
    },
  });
}
