import {
  conditionFalse,
  conditionTrue,
  type Finding,
  findingOf,
  isReady,
  type Observed,
  objectLabel,
  progressing,
  ready,
  stalled,
} from '@ameide/operator-kit';
import type { FindingOf, OutcomeOf } from '@ameide/operator-kit/schema';
import { databaseFinding, databaseOutcome } from '@ameide/primitives/objects';
import { type Fault, isFault } from '@ameide/primitives/outside';
import { databaseState } from './database.ts';
import { droppedParts } from './dropped-database.ts';
import type { TenantFacts } from './facts.ts';
import { findNamespace, namespacesOf } from './namespaces.ts';
import { wantedWorkflows } from './prepare.ts';
import type { ameideTenant as kind, Tenant } from './resource.ts';
import { used, wallsStand } from './walls.ts';

export type TenantOutcome = OutcomeOf<typeof kind>;
type Found<Type extends keyof (typeof kind)['conditions']> = FindingOf<typeof kind, Type>;

/** How soon a tenant is reconciled again of which something does not answer, or has refused, in ms. */
const REQUEUE_AFTER_MS = 15_000;
/** And at what is being stopped or emptied. */
const SOON_MS = 2_000;
/**
 * And where the next attempt can go on right away: what this one needed to see has only come to be in it, or it has done
 * its share and lets others have their turn first.
 */
export const AT_ONCE_MS = 1;
/** `status.namespaces` and `status.kept` take no more. */
const MOST_NAMES = 64;

/** How a tenant is, after everything that should be there has been applied. */
export function status(tenant: Tenant, observed: Observed<TenantFacts>): TenantOutcome {
  const { facts } = observed;
  const conditions = {
    NamespacesReady: namespacesFinding(tenant, observed),
    IdentityReady: identityFinding(facts.identity),
    DatabaseReady: databaseReady(tenant, observed),
    StorageReady: storageFinding(tenant, facts.buckets),
    TemporalReady: temporalFinding(tenant, facts.workflows),
    Suspended: suspendedFinding(tenant, observed),
    Removed: conditionFalse('NotAsked'),
  };
  return { ...phase(tenant, observed, conditions), conditions, fields: fields(tenant, observed) };
}

function phase(
  tenant: Tenant,
  observed: Observed<TenantFacts>,
  found: {
    NamespacesReady: Found<'NamespacesReady'>;
    StorageReady: Found<'StorageReady'>;
    Suspended: Found<'Suspended'>;
  },
): TenantOutcome {
  const { identity, buckets, workflows, databaseHasNamespace } = observed.facts;
  const database = databaseState(tenant, observed);
  const { NamespacesReady, StorageReady, Suspended } = found;
  const stalledUntil = (
    reason: 'Conflict' | 'IdentityRefused' | 'StorageRefused' | 'TemporalRefused',
    message: string,
  ) => {
    return { ...stalled(reason, message), requeueAfterMs: REQUEUE_AFTER_MS };
  };
  // No watch tells of namespaces that are not ours.
  if (NamespacesReady.reason === 'Conflict') return stalledUntil('Conflict', NamespacesReady.message);
  if (NamespacesReady.status !== 'True') return soon(NamespacesReady);
  // They came to be in this attempt, after it would have been the turn of what is outside.
  if ('waiting' in identity) return { ...progressing('Its namespaces are there.'), requeueAfterMs: AT_ONCE_MS };

  const faults = [identity, buckets, workflows].filter((answer) => answer !== undefined).filter(isFault);
  const refused = faults.find(({ fault }) => fault !== 'unreachable');
  if (refused) {
    const reason =
      refused === identity ? 'IdentityRefused' : refused === buckets ? 'StorageRefused' : 'TemporalRefused';
    return stalledUntil(reason, refused.message);
  }
  if (StorageReady.reason === 'NotConfigured') return stalled('StorageRefused', StorageReady.message);
  const unmade = database && databaseOutcome(database);
  // No watch tells of a namespace that is not the tenant's.
  if (unmade) return databaseHasNamespace ? unmade : { ...unmade, requeueAfterMs: REQUEUE_AFTER_MS };
  if (faults[0]) return unanswered(tenant, faults[0]);
  if (StorageReady.status !== 'True') return soon(StorageReady);
  const dropped = tenant.spec.onDelete === 'delete' ? droppedParts(tenant, observed).map(objectLabel) : [];
  if (dropped.length > 0) return progressing(`Being removed: ${dropped.join(', ')}.`);
  if (Suspended.reason === 'Stopping') return soon(Suspended);
  return ready(tenant.spec.suspend ? 'It is suspended.' : 'Everything is there.');
}

function soon({ message }: Finding): TenantOutcome {
  return { ...progressing(message), requeueAfterMs: SOON_MS };
}

/** What was complete for this generation stays ready while something does not answer: only nobody knows. */
function unanswered(tenant: Tenant, { message }: Fault): TenantOutcome {
  const requeueAfterMs = REQUEUE_AFTER_MS;
  if (!isReady(tenant)) return { ...progressing(message), requeueAfterMs };
  return { ...ready('Everything was there.'), degraded: { reason: 'Unreachable', message }, requeueAfterMs };
}

function namespacesFinding(tenant: Tenant, observed: Observed<TenantFacts>): Found<'NamespacesReady'> {
  const { taken } = observed.facts;
  if (taken.length > 0) {
    const message = `${taken.join(', ')}: there already, and of somebody else. Remove it, or call the tenant something else.`;
    return conditionFalse('Conflict', message);
  }
  const { wanted, leaving } = namespacesOf(tenant, observed);
  const names = wanted.filter((each) => leaving.some(({ name }) => name === each.name)).map(({ name }) => name);
  if (names.length > 0) {
    const message = `${names.join(', ')}: somebody deleted it; it is made again when it is gone.`;
    return conditionFalse('Creating', message);
  }
  const isDone = wanted.every((namespace) => wallsStand(tenant, namespace, observed));
  return isDone ? conditionTrue('Created') : conditionFalse('Creating', 'Its namespaces are being made.');
}

const faultFinding = ({ fault, message }: Fault) =>
  findingOf(
    { state: fault, message },
    { conflict: ['False', 'Conflict'], refused: ['False', 'Refused'], unreachable: ['Unknown', 'Unreachable'] },
  );

function identityFinding(identity: TenantFacts['identity']): Found<'IdentityReady'> {
  if (isFault(identity)) return faultFinding(identity);
  if ('waiting' in identity) return conditionFalse('Provisioning', 'Its namespaces come first.');
  return conditionTrue('Provisioned');
}

function databaseReady(tenant: Tenant, observed: Observed<TenantFacts>): Found<'DatabaseReady'> {
  const database = databaseState(tenant, observed);
  return database ? databaseFinding(database) : conditionTrue('NotAsked');
}

function storageFinding({ spec }: Tenant, buckets: TenantFacts['buckets']): Found<'StorageReady'> {
  const isAsked = (spec.buckets ?? []).length > 0;
  if (buckets === undefined && isAsked) {
    const message = 'The operator knows of no object store: set S3_ENDPOINT, or take `buckets` out of the spec.';
    return conditionFalse('NotConfigured', message);
  }
  if (buckets !== undefined && isFault(buckets)) return faultFinding(buckets);
  if (buckets !== undefined && 'waiting' in buckets)
    return conditionFalse('Provisioning', 'Its namespaces come first.');
  const emptying = buckets?.emptying ?? [];
  if (emptying.length > 0) {
    return conditionFalse('Provisioning', `Emptied before it is removed: ${emptying.join(', ')}.`);
  }
  return conditionTrue(isAsked ? 'Provisioned' : 'NotAsked');
}

function temporalFinding(tenant: Tenant, workflows: TenantFacts['workflows']): Found<'TemporalReady'> {
  if (!tenant.spec.customCode) return conditionTrue('NotAsked');
  if (workflows === undefined) {
    const message = 'The operator knows of no Temporal: set TEMPORAL_ADDRESS, and custom code can have workflows.';
    return conditionFalse('NotConfigured', message);
  }
  if (isFault(workflows)) return faultFinding(workflows);
  if ('waiting' in workflows) return conditionFalse('Provisioning', 'Its namespaces in Kubernetes come first.');
  return conditionTrue('Provisioned');
}

function suspendedFinding(tenant: Tenant, observed: Observed): Found<'Suspended'> {
  if (!tenant.spec.suspend) return conditionFalse('NotSuspended');
  const { wanted, kept } = namespacesOf(tenant, observed);
  const running = [...wanted, ...kept].filter(({ name }) => used(name, 'pods', observed) !== 0);
  if (running.length === 0) return conditionTrue('SuspendedBySpec', 'Take `suspend` back to go on.');
  return conditionFalse('Stopping', `Pods are still ending in ${running.map(({ name }) => name).join(', ')}.`);
}

function fields(tenant: Tenant, observed: Observed<TenantFacts>) {
  const { identity } = observed.facts;
  const { wanted, kept } = namespacesOf(tenant, observed);
  const there = [...wanted, ...kept].filter(({ name }) => findNamespace(name, observed) !== undefined);
  const realm = 'realm' in identity ? identity.realm : tenant.status?.realm;
  const all = keptParts(tenant, observed);
  const workflows = workflowNamespaces(tenant, observed);
  return {
    namespaces: there.map(({ name }) => name).slice(0, MOST_NAMES),
    ...(realm !== undefined && { realm }),
    ...(workflows.length > 0 && { temporalNamespaces: workflows.slice(0, MOST_NAMES) }),
    ...(all.length > 0 && { kept: all.slice(0, MOST_NAMES) }),
  };
}

/** Those that may be in Temporal: what could not be asked for, or not be removed, is tried again. */
function workflowNamespaces(tenant: Tenant, observed: Observed<TenantFacts>): readonly string[] {
  const { workflows } = observed.facts;
  const { names, others } = wantedWorkflows(tenant, observed);
  if (workflows === undefined) return tenant.status?.temporalNamespaces ?? [];
  if (isFault(workflows) || 'waiting' in workflows) return [...names, ...others];
  return [...names, ...workflows.kept];
}

/** What there still is though the spec no longer asks for it. */
function keptParts(tenant: Tenant, observed: Observed<TenantFacts>): readonly string[] {
  const { identity, buckets, workflows } = observed.facts;
  const { kept } = namespacesOf(tenant, observed);
  return [
    ...kept.map(({ name }) => `Namespace ${name}`),
    ...droppedParts(tenant, observed).map(objectLabel),
    ...('kept' in identity ? identity.kept : []),
    ...(workflows !== undefined && 'kept' in workflows
      ? workflows.kept.map((name) => `Namespace ${name} of Temporal`)
      : []),
    ...(buckets !== undefined && 'kept' in buckets ? buckets.kept.map((name) => `Bucket ${name}`) : []),
  ];
}
