import assert from 'node:assert/strict';
import type { ObjectMeta } from '@ameide/operator-kit';
import { admit, type CustomResource, kindOf, type ObjectOf, type WrittenSpecOf } from '@ameide/operator-kit/schema';

/** What there is of an object beside its spec; it is in `ameide-dev` unless told. */
export interface Written<Resource extends CustomResource> extends Partial<Omit<ObjectMeta, 'name'>> {
  readonly status?: ObjectOf<Resource>['status'];
}

/** An object as the API server has it: what a person writes, with defaults. It is of the first generation. */
export function writtenObject<Resource extends CustomResource>(
  resource: Resource,
  name: string,
  spec: WrittenSpecOf<Resource>,
  { status, ...metadata }: Written<Resource> = {},
): ObjectOf<Resource> {
  const admission = admit(resource.spec, spec);
  assert.ok(admission.admitted, JSON.stringify(admission));
  const place = resource.scope === 'Namespaced' ? { namespace: 'ameide-dev' } : {};
  const identity = { name, ...place, uid: `u-${name}`, resourceVersion: '1', generation: 1 };
  const object = { ...kindOf(resource), metadata: { ...identity, ...metadata }, spec: admission.value };
  return { ...object, ...(status !== undefined && { status }) } as ObjectOf<Resource>;
}
