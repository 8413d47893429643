import type { KubeObject, ObjectRef, Observed, OwnedKind, Plan } from '@ameide/operator-kit';
import {
  AUTOSCALER,
  autoscalers,
  credentialsVersion,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  DISRUPTION_BUDGET,
  databaseCertificate,
  databasePlan,
  databaseState,
  databaseVariables,
  deployment,
  disruptionBudgets,
  environmentOf,
  JOB,
  NETWORK_POLICY,
  type NewPasswords,
  networkPolicy,
  type PlatformSettings,
  partName,
  refusalOf,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_MONITOR,
  service,
  serviceAccount,
  serviceMonitor,
  type WorkloadRefusal,
} from '@ameide/primitives/objects';
import { isMigrated, keptJobs, migrationJob, migrationOf } from './migration.ts';
import type { DomainObject } from './resource.ts';

/** What a Domain is made of. */
export const DOMAIN_PARTS: readonly OwnedKind[] = [
  SERVICE_ACCOUNT,
  NETWORK_POLICY,
  SECRET,
  { ...DATABASE_ROLE, optional: true },
  { ...DATABASE, optional: true },
  JOB,
  SERVICE,
  DEPLOYMENT,
  AUTOSCALER,
  DISRUPTION_BUDGET,
  { ...SERVICE_MONITOR, optional: true },
];

/**
 * What there should be of a Domain. Database, then migration, then roll-out: each waits for the one before, and until it
 * is done the Deployment stays as it is.
 */
export function desired(
  domain: DomainObject,
  observed: Observed<NewPasswords>,
  settings: PlatformSettings,
): Plan | WorkloadRefusal {
  const { spec } = domain;
  const refusal = refusalOf(domain, settings);
  if (refusal) return refusal;

  const steps = [data(domain, observed), migration(domain, observed, settings), server(domain, observed, settings)];
  return {
    paused: spec.paused,
    objects: [
      serviceAccount(domain),
      networkPolicy(domain, settings, spec.database?.cluster),
      service(domain),
      ...autoscalers(domain, spec.scaling),
      ...disruptionBudgets(domain, spec.scaling),
      serviceMonitor(domain),
      ...steps.flatMap(({ objects }) => objects),
    ],
    keep: steps.flatMap(({ keep }) => keep),
  };
}

interface Step {
  readonly objects: readonly KubeObject[];
  readonly keep: readonly ObjectRef[];
}

function data(domain: DomainObject, observed: Observed<NewPasswords>): Step {
  const { database } = domain.spec;
  return database ? databasePlan(domain, database, observed, observed.facts) : { objects: [], keep: [] };
}

/** A Job that is there is left alone: its pod cannot be changed, and it is the record of what was done. */
function migration(domain: DomainObject, observed: Observed, settings: PlatformSettings): Step {
  const found = migrationOf(domain, observed);
  const keep = keptJobs(domain, observed, found).map((name) => ({ ...JOB, name }));
  const isDue = found.state === 'absent' && isDataReady(domain, observed);
  const job = isDue ? migrationJob(domain, settings) : undefined;
  return { objects: job ? [job] : [], keep };
}

function server(domain: DomainObject, observed: Observed, settings: PlatformSettings): Step {
  const { spec } = domain;
  const ref = { ...DEPLOYMENT, name: partName(domain) };
  if (!isDataReady(domain, observed) || !isMigrated(migrationOf(domain, observed))) {
    return { objects: [], keep: [ref] };
  }
  const variables = spec.database ? databaseVariables(domain, spec.database, 'app') : [];
  const pod = {
    port: spec.port,
    env: environmentOf(domain, settings, [{ name: 'PORT', value: String(spec.port) }, ...variables]),
    ...(spec.database && {
      volumes: [databaseCertificate(spec.database)],
      annotations: { 'ameide.io/credentials': credentialsVersion(domain, 'app', observed) },
    }),
  };
  return { objects: [deployment(domain, spec.scaling, pod, observed.find(ref))], keep: [] };
}

function isDataReady(domain: DomainObject, observed: Observed): boolean {
  const { database } = domain.spec;
  return database === undefined || databaseState(domain, database, observed).state === 'applied';
}
