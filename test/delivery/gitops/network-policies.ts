import assert from 'node:assert/strict';
import type { Manifest } from './helmfile.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: 'DoesNotExist' | 'Exists' }[];
}

/** A NetworkPolicy, as far as the tests read it. */
export interface Policy {
  readonly spec: {
    readonly podSelector: Selector;
    readonly ingress?: readonly {
      readonly ports?: readonly { readonly port: number | string; readonly endPort?: number }[];
      readonly from?: readonly { readonly namespaceSelector?: Selector; readonly podSelector?: Selector }[];
    }[];
  };
}

/** @throws AssertionError if there is none */
export function policyOf(manifests: readonly Manifest[], name: string, namespace?: string): Policy {
  const found = manifests.find(
    ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === name && metadata.namespace === namespace,
  );
  assert.ok(found, `NetworkPolicy ${name}`);
  return found as unknown as Policy;
}

/** The ports that every pod of another namespace, which has these labels, may call. */
export function openPorts({ spec }: Policy, namespace: Labels): (number | string)[] {
  const rules = (spec.ingress ?? []).filter(
    ({ from }) => from?.some((peer) => peer.namespaceSelector && selects(peer.namespaceSelector, namespace)) ?? true,
  );
  return rules.flatMap(({ ports = [] }) => ports.map(({ port, endPort }) => (endPort ? `${port}-${endPort}` : port)));
}

/** Tells whether a label selector selects what has these labels. */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator }) => key in labels === (operator === 'Exists'))
  );
}
