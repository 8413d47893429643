import type { CustomObject, Surroundings } from '@ameide/operator-kit';
import {
  DEPLOYMENT,
  findSecretKeys,
  imageFault,
  type Primitive,
  partName,
  placementFault,
  rolloutOutcome,
  type SecretKeys,
} from '@ameide/primitives/objects';
import { type Drift, findDrift } from './drift.ts';
import { managementService } from './management.ts';
import { parameterSecrets } from './parameters.ts';
import type { FlowRuntimes } from './ports.ts';
import type { IntegrationSpec, IntegrationStatus } from './resource.ts';
import { revisionOf } from './revision.ts';
import type { IntegrationSettings } from './settings.ts';
import { findSource, type Source } from './source.ts';

/** What an Integration depends on and what its runtimes run. */
export interface Findings {
  readonly source: Source;
  /** The parameters' secrets. */
  readonly secrets: SecretKeys;
  readonly drift: Drift;
}

/** With what they are found. */
export interface FindingsContext extends Surroundings {
  readonly settings: IntegrationSettings;
  readonly runtimes: FlowRuntimes;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Why an Integration is not carried out at all, or undefined if it is. */
export function refusalOf({ spec, metadata }: Primitive<IntegrationSpec>, settings: IntegrationSettings) {
  const { oci } = spec.source;
  return (
    placementFault(spec.tenancy, metadata.namespace ?? '', settings.environment) ??
    imageFault(spec.image, settings.imageRegistries) ??
    (oci && imageFault(oci.reference, settings.imageRegistries))
  );
}

/** Looks at the source, the secrets and, where all is rolled out, at the runtimes. @throws ApiError, LeadershipLost */
export async function find(
  integration: CustomObject<IntegrationSpec, IntegrationStatus>,
  context: FindingsContext,
): Promise<Findings> {
  const { settings, read } = context;
  const [source, secrets] = await Promise.all([
    findSource(integration, settings, read),
    findSecretKeys(parameterSecrets(integration), read),
  ]);
  return { source, secrets, drift: await findDriftOf(integration, source, context) };
}

/** True if all runtimes that there are to be, and no others, serve this revision. */
export function isRolledOut(integration: Primitive<IntegrationSpec>, revision: string, { observed }: HasObserved) {
  const live = observed.find({ ...DEPLOYMENT, name: partName(integration) });
  const { replicas } = (live?.spec ?? {}) as { replicas?: number };
  return replicas !== 0 && revisionOf(live) === revision && rolloutOutcome(integration, live).phase === 'ready';
}

type HasObserved = { readonly observed: Pick<Surroundings['observed'], 'find'> };

async function findDriftOf(
  integration: CustomObject<IntegrationSpec, IntegrationStatus>,
  source: Source,
  context: FindingsContext,
): Promise<Drift> {
  const { spec, status, metadata } = integration;
  const isCarriedOut = !spec.paused && !spec.suspend && refusalOf(integration, context.settings) === undefined;
  if (!isCarriedOut || source.state !== 'known' || !isRolledOut(integration, source.revision, context)) {
    return { state: 'not_asked' };
  }
  const service = { name: managementService(integration).metadata.name, namespace: metadata.namespace ?? '' };
  const { policy, checkSeconds } = spec.drift;
  const { runtimes, check, signal } = context;
  const now = context.now();
  const found = await findDrift(
    { service, revision: source.revision, policy },
    { runtimes, check, signal, now: () => `${now.toISOString().slice(0, 19)}Z` },
  );
  // A repair is told until the next time that drift is looked for, whatever else makes the operator look before.
  const at = status?.repairedAt;
  const isRecent = at !== undefined && now.getTime() - Date.parse(at) < checkSeconds * 1_000;
  return found.state === 'in_sync' && isRecent ? { state: 'repaired', at } : found;
}
