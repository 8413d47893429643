import type { KubeObject } from '../api/kube-object.ts';
import type { Plan } from './definition.ts';
import type { ObjectRef } from './observed.ts';

/** What there should be of a part, and what of it stays as it is. */
export type PlanPart = Required<Pick<Plan, 'keep' | 'objects'>>;

/** The plan that applies these objects. */
export const applyAll = (objects: readonly KubeObject[]): PlanPart => ({ objects, keep: [] });

/** The plan that leaves these objects as they are, if they are there. */
export const keepAll = (keep: readonly ObjectRef[]): PlanPart => ({ objects: [], keep });

/** The plan of all parts, in their order. */
export function joinPlans(...parts: readonly Plan[]): PlanPart {
  return { objects: parts.flatMap(({ objects }) => objects), keep: parts.flatMap(({ keep = [] }) => keep) };
}
