import { groupOf, type Kind } from '../api/resource.ts';
import type { AnyOperator } from '../operator/definition.ts';
import type { PolicyRule } from '../operator/policy-rule.ts';
import { pluralOf } from './plural.ts';

type Verb = 'create' | 'delete' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** What the kit does with each kind, and no more. Apply is `patch`, and `create` where nothing is yet. */
const OWN: readonly Verb[] = ['list', 'watch'];
const OWNED: readonly Verb[] = ['create', 'delete', 'get', 'list', 'patch', 'watch'];
const READ: readonly Verb[] = ['get', 'list', 'watch'];
const EVENTS: readonly Verb[] = ['create', 'get', 'patch'];

/** The least that an operator needs in all namespaces. RBAC knows no labels, so a kind that is owned is open as a whole. */
export function clusterRules(definition: AnyOperator): readonly PolicyRule[] {
  const { kind, owns, reads = [], finalizers = [], deletesOwned = false, looksAtPods, lane, rights = [] } = definition;
  const granted = new Map<string, Set<Verb>>();
  const grant = (of: Kind, verbs: readonly Verb[], subresource = '') => {
    const key = `${groupOf(of)} ${pluralOf(of.kind)}${subresource}`;
    granted.set(key, new Set([...(granted.get(key) ?? []), ...verbs]));
  };
  grant(kind, OWN);
  grant(kind, ['patch'], '/status');
  if (deletesOwned || finalizers.length > 0 || lane !== undefined) grant(kind, ['patch']);
  // Where OwnerReferencesPermissionEnforcement is on, as in OpenShift, who blocks an owner's deletion must be allowed to.
  if (owns.length > 0) grant(kind, ['update'], '/finalizers');
  for (const each of owns) grant(each, OWNED);
  for (const each of reads) grant(each, READ);
  if (looksAtPods) grant({ apiVersion: 'v1', kind: 'Pod' }, ['list']);
  grant({ apiVersion: 'v1', kind: 'Event' }, EVENTS);
  return [...gathered(granted), ...rights];
}

/** What it needs in the namespace of its lease. */
export function leaseRules(lease: string): readonly PolicyRule[] {
  const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
  return [
    // At its creation an object has no name yet.
    { ...leases, verbs: ['create'] },
    { ...leases, resourceNames: [lease], verbs: ['get', 'update'] },
  ];
}

/** One rule for all resources of a group that have the same verbs. */
function gathered(granted: ReadonlyMap<string, ReadonlySet<Verb>>): PolicyRule[] {
  const rules = new Map<string, { apiGroups: string[]; resources: string[]; verbs: Verb[] }>();
  for (const [key, set] of granted) {
    const [group = '', resource = ''] = key.split(' ');
    const verbs = [...set].sort();
    const name = `${group} ${verbs}`;
    const rule = rules.get(name) ?? { apiGroups: [group], resources: [], verbs };
    rule.resources.push(resource);
    rules.set(name, rule);
  }
  return [...rules.values()].map((rule) => ({ ...rule, resources: rule.resources.sort() }));
}
