import type { Observed, OwnedKind, Plan } from '@ameide/operator-kit';
import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  disruptionBudgets,
  everythingOf,
  HTTP_ROUTE,
  httpRoute,
  NETWORK_POLICY,
  networkPolicy,
  type Primitive,
  partName,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
  service,
  serviceAccount,
  serviceMonitor,
  type WorkloadRefusal,
  withGatewayOf,
} from '@ameide/primitives/objects';
import type { IntegrationFacts } from './facts.ts';
import { managementPolicy, managementService } from './management.ts';
import { parameterValues } from './parameters.ts';
import { type Inputs, replicasOf, runs, runtimes } from './pods.ts';
import { integrationRefusal } from './refusal.ts';
import type { IntegrationSpec } from './resource.ts';
import { revisionOf } from './revision.ts';
import type { IntegrationSettings } from './settings.ts';

/** What runs the flow: it changes together or not at all. */
const FLOW_PARTS: readonly OwnedKind[] = [CONFIG_MAP, DEPLOYMENT, CRON_JOB];

/** What an Integration is made of. */
export const INTEGRATION_PARTS: readonly OwnedKind[] = [
  SERVICE_ACCOUNT,
  NETWORK_POLICY,
  SERVICE,
  ...FLOW_PARTS,
  DISRUPTION_BUDGET,
  { ...HTTP_ROUTE, optional: true },
  { ...SERVICE_MONITOR, optional: true },
];

/** What there should be of an Integration. While its source or a secret is missing, what runs the flow stays as it is. */
export function desired(
  integration: Primitive<IntegrationSpec>,
  observed: Observed<IntegrationFacts>,
  settings: IntegrationSettings,
): Plan | WorkloadRefusal {
  const { spec } = integration;
  const refusal = integrationRefusal(integration, settings);
  if (refusal) return refusal;

  const live = observed.find({ ...DEPLOYMENT, name: partName(integration) });
  const inputs = inputsOf(integration, observed);
  const { webhook } = spec;
  return {
    paused: spec.paused,
    objects: [
      serviceAccount(integration),
      networkPolicy(integration, webhook ? withGatewayOf(webhook, settings) : settings),
      managementPolicy(integration, settings.operatorNamespace),
      service(integration),
      managementService(integration),
      ...(inputs
        ? [
            ...parameterValues(integration),
            runtimes(integration, inputs, settings, live),
            ...runs(integration, inputs, settings),
          ]
        : []),
      ...disruptionBudgets(integration, { replicas: replicasOf(integration), maxUnavailable: 1 }),
      ...(webhook ? [httpRoute(integration, webhook, settings)] : []),
      serviceMonitor(integration),
    ],
    keep: inputs ? [] : everythingOf(FLOW_PARTS, observed),
  };
}

/** What pods are made for, or undefined if something of it is missing. What is suspended stops whatever is missing. */
function inputsOf(integration: Primitive<IntegrationSpec>, observed: Observed<IntegrationFacts>): Inputs | undefined {
  const { source, secrets } = observed.facts;
  const isComplete = source.state === 'known' && secrets.state === 'there';
  if (!isComplete && !integration.spec.suspend) return undefined;
  const live = observed.find({ ...DEPLOYMENT, name: partName(integration) });
  const revision = source.state === 'known' ? source.revision : revisionOf(live);
  if (revision === undefined) return undefined;
  return { revision, secretsVersion: secrets.state === 'there' ? secrets.version : '' };
}
