import { applyAll, joinPlans, keepAll, type Observed, type Plan, type PlanPart } from '@ameide/operator-kit';
import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  deploymentOf,
  everythingOf,
  HTTP_ROUTE,
  workloadKinds,
  workloadObjects,
} from '@ameide/primitives/objects';
import type { IntegrationFacts } from './facts.ts';
import { managementPolicy, managementService } from './management.ts';
import { parameterValues } from './parameters.ts';
import { type Inputs, replicasOf, runs, runtimes } from './pods.ts';
import type { Integration } from './resource.ts';
import { revisionOf } from './revision.ts';
import type { IntegrationSettings } from './settings.ts';

/** What runs the flow: it changes together or not at all. */
const FLOW_PARTS = [CONFIG_MAP, DEPLOYMENT, CRON_JOB];

/** What an Integration is made of. */
export const INTEGRATION_PARTS = workloadKinds({ before: FLOW_PARTS, after: [HTTP_ROUTE], isAutoscaled: false });

/** What there should be of an Integration. */
export function desired(
  integration: Integration,
  observed: Observed<IntegrationFacts>,
  settings: IntegrationSettings,
): Plan {
  const scaling = { replicas: replicasOf(integration), maxUnavailable: 1 };
  return joinPlans(
    applyAll(workloadObjects(integration, settings, { scaling, route: integration.spec.webhook })),
    applyAll([managementPolicy(integration, settings.operatorNamespace), managementService(integration)]),
    flow(integration, observed, settings),
  );
}

/** While its source or a secret is missing, what runs the flow stays as it is. */
function flow(integration: Integration, observed: Observed<IntegrationFacts>, settings: IntegrationSettings): PlanPart {
  const inputs = inputsOf(integration, observed);
  if (inputs === undefined) return keepAll(everythingOf(FLOW_PARTS, observed));
  return applyAll([
    ...parameterValues(integration),
    runtimes(integration, inputs, settings, deploymentOf(integration, observed)),
    ...runs(integration, observed, inputs, settings),
  ]);
}

/** What pods are made for, or undefined if something of it is missing. What is suspended stops whatever is missing. */
function inputsOf(integration: Integration, observed: Observed<IntegrationFacts>): Inputs | undefined {
  const { source, secrets } = observed.facts;
  const isComplete = source.state === 'known' && secrets.state === 'there';
  if (!isComplete && !integration.spec.suspend) return undefined;
  const revision = source.state === 'known' ? source.revision : revisionOf(deploymentOf(integration, observed));
  if (revision === undefined) return undefined;
  return { revision, secretsVersion: secrets.state === 'there' ? secrets.version : '' };
}
