import type { Observed, StoredObject } from '@ameide/operator-kit';
import { imageOf, JOB, jobState } from '@ameide/primitives/objects';
import type { V1JobSpec, V1JobStatus } from '@kubernetes/client-node';
import { type Domain, type DomainStatus, REMEMBERED } from './resource.ts';

/** The variable that tells a migration Job which version the image needs. */
export const SCHEMA_VERSION = 'SCHEMA_VERSION';

/** A migration: an image's to a version of the schema. */
export interface SchemaStep {
  readonly schemaVersion: string;
  /** The image's, `sha256:…`. */
  readonly digest: string;
}

/** What was done to the schema of a Domain's database, as the status remembers it. Before the first migration it is empty. */
export type SchemaHistory = Pick<DomainStatus, 'earlierSchemaVersions' | 'migratedBy' | 'schemaVersion'>;

/** Whether a migration is to be done: it is done already, or the database has left that version behind, or else it is. */
export type SchemaStanding = 'behind' | 'done' | 'open';

/** What the status remembers, and then what Jobs did that it does not remember yet. */
export function schemaHistory(domain: Domain, observed: Observed): SchemaHistory {
  return newRecords(domain, observed).reduce<SchemaHistory>(advance, remembered(domain));
}

/** Versions are any text. Older is what the database had before; of numbers, the lower one too. */
export function standingOf({ schemaVersion, digest }: SchemaStep, history: SchemaHistory): SchemaStanding {
  const { schemaVersion: current, earlierSchemaVersions = [], migratedBy = [] } = history;
  if (current === undefined) return 'open';
  if (schemaVersion === current) return migratedBy.includes(digest) ? 'done' : 'open';
  return earlierSchemaVersions.includes(schemaVersion) || isLower(schemaVersion, current) ? 'behind' : 'open';
}

/** The digest of an image that is named by it. */
export function digestOf(image: string): string {
  return image.slice(image.indexOf('@') + 1);
}

/** A Job that succeeded, and what it did. */
export interface SchemaRecord extends SchemaStep {
  readonly job: string;
}

/** Jobs that did what the status does not remember, the first one first. */
export function newRecords(domain: Domain, observed: Observed): readonly SchemaRecord[] {
  const history = remembered(domain);
  return recordsOf(domain, observed).filter((each) => standingOf(each, history) === 'open');
}

/** The Job of the last migration that succeeded, if it is still there. */
export function lastRecord(domain: Domain, observed: Observed): SchemaRecord | undefined {
  const { schemaVersion, migratedBy } = schemaHistory(domain, observed);
  return recordsOf(domain, observed).find(
    (each) => each.schemaVersion === schemaVersion && each.digest === migratedBy?.at(-1),
  );
}

/** Without a version nothing is remembered, so that to take it away is to begin anew. */
function remembered({ spec, status }: Domain): SchemaHistory {
  if (spec.database === undefined || status?.schemaVersion === undefined) return {};
  const { schemaVersion, earlierSchemaVersions, migratedBy } = status;
  return {
    schemaVersion,
    ...(earlierSchemaVersions && { earlierSchemaVersions }),
    ...(migratedBy && { migratedBy }),
  };
}

function advance(history: SchemaHistory, { schemaVersion, digest }: SchemaStep): SchemaHistory {
  const { schemaVersion: current, earlierSchemaVersions = [], migratedBy = [] } = history;
  if (schemaVersion === current) return { ...history, migratedBy: [...migratedBy, digest].slice(-REMEMBERED) };
  return {
    schemaVersion,
    ...(current !== undefined && { earlierSchemaVersions: [...earlierSchemaVersions, current].slice(-REMEMBERED) }),
    migratedBy: [digest],
  };
}

/** What a Job did is in its pod, which cannot be changed. */
function recordsOf({ spec }: Domain, observed: Observed): readonly SchemaRecord[] {
  if (spec.database === undefined) return [];
  const succeeded = observed.owned(JOB).filter((each) => jobState(each) === 'succeeded');
  return succeeded
    .toSorted((a, b) => endOf(a) - endOf(b))
    .flatMap((each) => {
      const [container] = (each.spec as V1JobSpec).template.spec?.containers ?? [];
      const schemaVersion = container?.env?.find(({ name }) => name === SCHEMA_VERSION)?.value;
      const image = imageOf(each);
      if (schemaVersion === undefined || image === undefined) return [];
      return [{ job: each.metadata.name, schemaVersion, digest: digestOf(image) }];
    });
}

function endOf({ status }: StoredObject): number {
  return Date.parse(String((status as V1JobStatus).completionTime));
}

/** Numbers, part by part: 9 is lower than 10, and 1.9.1 than 1.10. Of other texts none is. */
function isLower(version: string, than: string): boolean {
  if (!NUMBERS.test(version) || !NUMBERS.test(than)) return false;
  const [parts, others] = [version, than].map((each) => each.split(/[-._]/).map(BigInt)) as [bigint[], bigint[]];
  const length = Math.max(parts.length, others.length);
  const differs = Array.from({ length }, (_, index) => index).find(
    (index) => (parts[index] ?? 0n) !== (others[index] ?? 0n),
  );
  return differs !== undefined && (parts[differs] ?? 0n) < (others[differs] ?? 0n);
}

const NUMBERS = /^\d+([-._]\d+)*$/;
