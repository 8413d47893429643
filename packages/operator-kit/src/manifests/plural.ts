/**
 * The name of a kind in paths and rights, by the rule that Kubernetes and those who write CRDs keep: `NetworkPolicy` is
 * `networkpolicies`. Where a cluster is at hand, `Discovery` knows better; a test compares the two for every kind in use.
 */
export function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return `${name}s`;
}
