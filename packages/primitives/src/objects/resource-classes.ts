import type { ResourceClass } from '../fields/scaling.ts';

/** CPU is requested and not limited, since a limit only makes replicas slow; memory is what it is. */
const CLASSES: Readonly<Record<ResourceClass, { readonly cpu: string; readonly memory: string }>> = {
  tiny: { cpu: '50m', memory: '128Mi' },
  small: { cpu: '100m', memory: '256Mi' },
  medium: { cpu: '250m', memory: '512Mi' },
  large: { cpu: '1', memory: '2Gi' },
  huge: { cpu: '4', memory: '8Gi' },
};

/** Requests and limits of a container of this class. */
export function resourcesOf(name: ResourceClass) {
  const { cpu, memory } = CLASSES[name];
  return { requests: { cpu, memory }, limits: { memory } };
}
