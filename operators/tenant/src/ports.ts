import type { Attempt, Fault } from '@ameide/primitives/outside';

/** What becomes of data that is no longer asked for. */
export type OnDelete = 'delete' | 'retain';

/** How a tenant's people should be able to sign in. */
export interface WantedIdentity {
  readonly tenant: string;
  readonly displayName: string;
  readonly realm: 'own' | 'shared';
  /** Names that sign-in may come back to. */
  readonly hosts: readonly string[];
  /** False if nobody may sign in. */
  readonly enabled: boolean;
}

/** By which an application lets the tenant's people sign in. */
export interface SignIn {
  readonly realm: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What there still is of the other sort of realm, disabled, for people: `Realm acme`. */
  readonly kept: readonly string[];
}

/** The identity provider. Every operation is idempotent, and writes nothing where there is nothing to change. */
export interface Identity {
  /** Makes or mends what is wanted. What was for the other sort of realm is disabled. */
  provision(wanted: WantedIdentity, attempt: Attempt): Promise<Fault | SignIn>;
  /** Nobody signs in any more; everything is kept. @returns what there is, for people */
  disable(tenant: string, attempt: Attempt): Promise<Fault | readonly string[]>;
  /** Removes it all, with the people in a realm of the tenant's own. @returns what is left, for people */
  remove(tenant: string, attempt: Attempt): Promise<Fault | readonly string[]>;
}

/** The buckets that a tenant should have. */
export interface WantedBuckets {
  readonly tenant: string;
  readonly names: readonly string[];
  /** Of buckets of the tenant that are not in `names`. */
  readonly onDelete: OnDelete;
}

/** The buckets that a tenant has beside those that are wanted. */
export interface BucketsReport {
  /** Since `onDelete` is `retain`. */
  readonly kept: readonly string[];
  /** Too much is in them for one attempt; the next one goes on. */
  readonly emptying: readonly string[];
}

/** The object store. Idempotent, and writes nothing where there is nothing to change. */
export interface Buckets {
  provision(wanted: WantedBuckets, attempt: Attempt): Promise<BucketsReport | Fault>;
}

/** The namespaces of Temporal that the tenant's custom code should have. */
export interface WantedWorkflowNamespaces {
  readonly tenant: string;
  readonly names: readonly string[];
  /** Others that it may have from before. */
  readonly others: readonly string[];
  /** How long what is over can be looked at. */
  readonly retentionDays: number;
  /** Of `others`. */
  readonly onDelete: OnDelete;
}

/** Where workflows of tenants run. Idempotent, and writes nothing where there is nothing to change. */
export interface WorkflowNamespaces {
  /** @returns those of `others` that are there still, since `onDelete` is `retain` */
  provision(wanted: WantedWorkflowNamespaces, attempt: Attempt): Promise<Fault | { readonly kept: readonly string[] }>;
}

/** What runs in namespaces. */
export interface Workloads {
  /** Asks every pod of a namespace to end. */
  stop(namespace: string, attempt: Attempt): Promise<void>;
}

/** The systems around the operator. */
export interface TenantPorts {
  readonly identity: Identity;
  /** Undefined if the platform has no object store. */
  readonly buckets?: Buckets | undefined;
  /** Undefined if the platform has no Temporal. */
  readonly workflows?: WorkflowNamespaces | undefined;
  readonly workloads: Workloads;
}
