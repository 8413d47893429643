/** A rule of a `rbac.authorization.k8s.io/v1` Role. */
export interface PolicyRule {
  /** The empty one is that of Pods and Secrets. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** Only objects of these names; all if there are none. Not for `create`, `list` and `watch`. */
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}
