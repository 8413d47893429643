/** What every kind of ameide.io has in common. */
export const ameideKind = { group: 'ameide.io', version: 'v1alpha1', categories: ['ameide'] } as const;

/** How `kubectl scale` and autoscalers reach the kinds with a `scaling` field. */
export const scaleSubresource = {
  spec: '.spec.scaling.replicas',
  status: '.status.replicas',
  selector: '.status.selector',
} as const;

/** Columns of everything that runs an image. */
export const workloadColumns = [
  { name: 'Replicas', type: 'integer', path: '.status.readyReplicas' },
  { name: 'Image', type: 'string', path: '.status.image', wide: true },
] as const;
