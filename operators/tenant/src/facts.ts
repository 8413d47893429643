import type { Fault } from '@ameide/primitives/outside';
import type { BucketsReport, SignIn } from './ports.ts';

/** Not attempted: something has to be there first. */
export interface Waiting {
  readonly waiting: true;
}

/** What `prepare` found and did in other systems, and what is drawn in case that it is needed. */
export interface TenantFacts {
  /** Wanted namespaces that belong to somebody else. */
  readonly taken: readonly string[];
  readonly identity: Fault | SignIn | Waiting;
  /** Undefined if the platform has no object store. */
  readonly buckets: BucketsReport | Fault | Waiting | undefined;
  /** Undefined if the platform has no Temporal, or the tenant has nothing in it. */
  readonly workflows: { readonly kept: readonly string[] } | Fault | Waiting | undefined;
  /** True if the namespace of the database's cluster is there, or none is needed. */
  readonly databaseHasNamespace: boolean;
  /** The certificate of the database's cluster, if there is one. */
  readonly databaseCa: string | undefined;
  readonly newPassword: string;
  /** By namespace. */
  readonly newInternalKeys: Readonly<Record<string, string>>;
}

export const WAITING: Waiting = { waiting: true };
