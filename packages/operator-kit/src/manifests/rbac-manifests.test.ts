import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyOperator, defineOperator, kitConditions } from '@ameide/operator-kit';
import { website } from '../../examples/website.ts';
import type { PolicyRule } from '../operator/policy-rule.ts';
import { pluralOf } from './plural.ts';
import { clusterRules } from './policy-rules.ts';
import { rbacManifests } from './rbac-manifests.ts';

const SECRET = { apiVersion: 'v1', kind: 'Secret' };

const operator = (extra: Partial<AnyOperator>) =>
  defineOperator({
    name: 'widget',
    kind: { apiVersion: 'example.com/v1', kind: 'Widget' },
    conditions: kitConditions,
    owns: [],
    desired: () => [],
    status: () => ({ phase: 'ready', message: '' }),
    ...extra,
  });
/** `apps/deployments: get,list`, sorted. */
const told = (rules: readonly PolicyRule[]) =>
  rules
    .flatMap(({ apiGroups, resources, verbs }) =>
      resources.map((resource) => `${apiGroups[0] || 'core'}/${resource}: ${verbs.join()}`),
    )
    .sort();

describe('the rights of an operator', () => {
  it('are what it does with what it owns, its kind, Events, and its one lease', () => {
    const [account, clusterRole, , role] = rbacManifests(website);
    assert.deepEqual(account?.metadata, { name: 'ameide-website-operator', namespace: 'ameide-system' });
    const all = 'create,delete,get,list,patch,watch';
    assert.deepEqual(told(clusterRole?.rules as PolicyRule[]), [
      `apps/deployments: ${all}`,
      `core/configmaps: ${all}`,
      'core/events: create,get,patch',
      'example.com/websites/finalizers: update',
      'example.com/websites/status: patch',
      'example.com/websites: list,watch',
      `monitoring.coreos.com/servicemonitors: ${all}`,
    ]);
    assert.deepEqual(role?.rules, [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: ['ameide-website-operator'],
        verbs: ['get', 'update'],
      },
    ]);
  });

  it('are bound to its account, and to nobody else', () => {
    const manifests = rbacManifests(website);
    const subjects = [{ kind: 'ServiceAccount', name: 'ameide-website-operator', namespace: 'ameide-system' }];
    for (const [binding, role] of [
      [2, 'ClusterRole'],
      [4, 'Role'],
    ] as const) {
      assert.deepEqual(manifests[binding]?.subjects, subjects);
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: role, name: 'ameide-website-operator' };
      assert.deepEqual(manifests[binding]?.roleRef, roleRef);
    }
  });

  it('let it only read what it only reads, and write to its own objects only if it has finalizers', () => {
    const reading = operator({ reads: [SECRET] });
    const core = ['core/events: create,get,patch', 'core/secrets: get,list,watch'];
    const status = 'example.com/widgets/status: patch';
    assert.deepEqual(told(clusterRules(reading)), [...core, status, 'example.com/widgets: list,watch']);
    for (const holding of [
      operator({ finalizers: [{ name: 'unplug', run: async () => ({ done: true }) }] }),
      operator({ deletesOwned: true }),
    ]) {
      assert.deepEqual(told(clusterRules(holding)), [core[0], status, 'example.com/widgets: list,patch,watch']);
    }
  });

  it('are one rule where it owns what it also reads, and what the definition adds', () => {
    const bind = { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], verbs: ['bind'] };
    const rules = clusterRules(operator({ owns: [SECRET], reads: [SECRET], rights: [bind] }));
    assert.deepEqual(
      rules.filter(({ resources }) => resources.includes('secrets')).map(({ verbs }) => verbs),
      [['create', 'delete', 'get', 'list', 'patch', 'watch']],
    );
    assert.deepEqual(rules.at(-1), bind);
  });
});

it('a kind has its plural by the rule', () => {
  const plurals = ['NetworkPolicy', 'Ingress', 'HTTPRoute', 'Gateway', 'Widget'].map(pluralOf);
  assert.deepEqual(plurals, ['networkpolicies', 'ingresses', 'httproutes', 'gateways', 'widgets']);
});
