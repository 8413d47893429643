import { applyAll, joinPlans, keepAll, type Observed, type Plan, type PlanPart } from '@ameide/operator-kit';
import {
  credentialsVersion,
  DATABASE,
  DATABASE_ROLE,
  DEPLOYMENT,
  databaseCertificate,
  databasePlan,
  databaseState,
  databaseVariables,
  deployment,
  deploymentOf,
  environmentOf,
  JOB,
  type NewPasswords,
  type PlatformSettings,
  partName,
  SECRET,
  workloadKinds,
  workloadObjects,
} from '@ameide/primitives/objects';
import { isMigrated, keptJobs, migrationJob, migrationOf, relimitedJobs } from './migration.ts';
import type { Domain } from './resource.ts';

/** What a Domain is made of. */
export const DOMAIN_PARTS = workloadKinds({ before: [SECRET, DATABASE_ROLE, DATABASE, JOB] });

/**
 * What there should be of a Domain. Database, then migration, then roll-out: each waits for the one before, and until it
 * is done the Deployment stays as it is.
 */
export function desired(domain: Domain, observed: Observed<NewPasswords>, settings: PlatformSettings): Plan {
  const { database, scaling } = domain.spec;
  return joinPlans(
    applyAll(workloadObjects(domain, settings, { scaling, cluster: database?.cluster })),
    database ? databasePlan(domain, database, observed, observed.facts) : applyAll([]),
    migration(domain, observed, settings),
    server(domain, observed, settings),
  );
}

/** A Job that is there is left alone but for its limit: its pod cannot be changed, and it is the record of what was done. */
function migration(domain: Domain, observed: Observed, settings: PlatformSettings): PlanPart {
  const found = migrationOf(domain, observed);
  const relimited = relimitedJobs(domain, observed);
  const isLeftAlone = (name: string) => !relimited.some(({ metadata }) => metadata.name === name);
  const keep = keptJobs(domain, observed, found)
    .filter(isLeftAlone)
    .map((name) => ({ ...JOB, name }));
  const isDue = found.state === 'absent' && isDataReady(domain, observed);
  const job = isDue ? migrationJob(domain, settings) : undefined;
  return { objects: [...relimited, ...(job ? [job] : [])], keep };
}

function server(domain: Domain, observed: Observed, settings: PlatformSettings): PlanPart {
  const { database, port, scaling } = domain.spec;
  if (!isDataReady(domain, observed) || !isMigrated(migrationOf(domain, observed))) {
    return keepAll([{ ...DEPLOYMENT, name: partName(domain) }]);
  }
  const variables = database ? databaseVariables(domain, database, 'app') : [];
  const pod = {
    port,
    env: environmentOf(domain, settings, [{ name: 'PORT', value: String(port) }, ...variables]),
    ...(database && {
      volumes: [databaseCertificate(database)],
      annotations: { 'ameide.io/credentials': credentialsVersion(domain, 'app', observed) },
    }),
  };
  return applyAll([deployment(domain, scaling, pod, deploymentOf(domain, observed))]);
}

function isDataReady(domain: Domain, observed: Observed): boolean {
  const { database } = domain.spec;
  return database === undefined || databaseState(domain, database, observed).state === 'applied';
}
