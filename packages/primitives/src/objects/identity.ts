import type { CustomObject, KubeObject } from '@ameide/operator-kit';
import type { Tenancy } from '../fields/tenancy.ts';

/** A primitive of ours, as the API server has it. */
export type Primitive<Spec extends { readonly tenancy: Tenancy } = { readonly tenancy: Tenancy }> = CustomObject<
  Spec,
  unknown
>;

/** What a pod does for its primitive: most only serve. */
export type Part = 'compensation' | 'consumer' | 'migration' | 'rebuild' | 'refresh' | 'run' | 'server';

/** The label that tells versions apart where several run side by side. */
export const VERSION_LABEL = 'ameide.io/version';

/**
 * The name of what a primitive is made of: with its kind, so that a Domain and a Process of one name do not collide; with
 * the part, unless it is the one that serves; and with the version, where several run side by side.
 */
export function partName({ kind, metadata }: Primitive, part: Part = 'server', version?: string): string {
  const words = [metadata.name, kind.toLowerCase(), part === 'server' ? undefined : part, version];
  return words.filter((word) => word !== undefined).join('-');
}

/** The labels by which everything of a primitive is found. */
export function primitiveLabels({ kind, metadata }: Primitive): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': metadata.name, 'app.kubernetes.io/component': kind.toLowerCase() };
}

/** The labels by which the pods of a part are found. They never change: selectors cannot. */
export function podLabels(
  primitive: Primitive,
  part: Part = 'server',
  version?: string,
): Readonly<Record<string, string>> {
  return { ...primitiveLabels(primitive), 'ameide.io/part': part, ...versionLabel(version) };
}

function versionLabel(version: string | undefined): Readonly<Record<string, string>> {
  return version === undefined ? {} : { [VERSION_LABEL]: version };
}

/** The image that an object was made for, as its owner's spec has it. */
export const IMAGE = 'ameide.io/image';

/** That a pod belongs to a primitive, whichever. */
export const PART_OF = { 'app.kubernetes.io/part-of': 'ameide' } as const;

/** The labels of everything that a primitive is made of. */
export function partLabels(primitive: Primitive): Readonly<Record<string, string>> {
  const { tenant } = primitive.spec.tenancy;
  return { ...primitiveLabels(primitive), ...PART_OF, ...(tenant !== undefined && { 'ameide.io/tenant': tenant }) };
}

/** The head of an object that a primitive is made of, in the primitive's namespace. */
export function partOf(
  primitive: Primitive,
  kind: { readonly apiVersion: string; readonly kind: string },
  name = partName(primitive),
  version?: string,
): Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'> {
  return { ...kind, metadata: { name, labels: { ...partLabels(primitive), ...versionLabel(version) } } };
}
