import type { ReconcileContext } from '@ameide/operator-kit';
import { findSecretKeys } from '@ameide/primitives/objects';
import { type Drift, findDrift } from './drift.ts';
import type { IntegrationFacts } from './facts.ts';
import { managementService } from './management.ts';
import { parameterSecrets } from './parameters.ts';
import type { IntegrationPorts } from './ports.ts';
import { integrationRefusal } from './refusal.ts';
import type { Integration } from './resource.ts';
import { isRolledOut } from './revision.ts';
import type { IntegrationSettings } from './settings.ts';
import { findSource, type Source } from './source.ts';

/** With what it is found out. */
export interface PrepareOptions extends Required<IntegrationPorts> {
  readonly settings: IntegrationSettings;
}

/** Looks at the source, the secrets and, where all is rolled out, at the runtimes. @throws ApiError, LeadershipLost */
export async function prepare(
  integration: Integration,
  context: ReconcileContext,
  signal: AbortSignal,
  options: PrepareOptions,
): Promise<IntegrationFacts> {
  const { read } = context;
  const [source, secrets] = await Promise.all([
    findSource(integration, options.settings, read),
    findSecretKeys(parameterSecrets(integration), read),
  ]);
  return { source, secrets, drift: await findDriftOf(integration, source, context, signal, options) };
}

async function findDriftOf(
  integration: Integration,
  source: Source,
  { observed, check }: ReconcileContext,
  signal: AbortSignal,
  options: PrepareOptions,
): Promise<Drift> {
  const { spec, status, metadata } = integration;
  const isCarriedOut = !spec.paused && !spec.suspend && integrationRefusal(integration, options.settings) === undefined;
  if (!isCarriedOut || source.state !== 'known' || !isRolledOut(integration, source.revision, observed)) {
    return { state: 'not_asked' };
  }
  const service = { name: managementService(integration).metadata.name, namespace: metadata.namespace ?? '' };
  const { policy, checkSeconds } = spec.drift;
  const { runtimes } = options;
  const now = options.now();
  const found = await findDrift(
    { service, revision: source.revision, policy },
    { runtimes, check, signal, now: () => `${now.toISOString().slice(0, 19)}Z` },
  );
  // A repair is told until the next time that drift is looked for, whatever else makes the operator look before.
  const at = status?.repairedAt;
  const isRecent = at !== undefined && now.getTime() - Date.parse(at) < checkSeconds * 1_000;
  return found.state === 'in_sync' && isRecent ? { state: 'repaired', at } : found;
}
