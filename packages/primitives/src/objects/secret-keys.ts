import type { ObjectRef, ReconcileContext } from '@ameide/operator-kit';
import { SECRET } from './api-kinds.ts';
import { shortDigest } from './digest.ts';

/** One value of a Secret in the primitive's namespace. */
export interface SecretKey {
  readonly name: string;
  readonly key: string;
}

/** Whether values of Secrets are there. */
export type SecretKeys =
  /** `version` changes when one of the Secrets is written: pods that carry it start again with what is in them now. */
  { readonly state: 'there'; readonly version: string } | { readonly state: 'missing'; readonly message: string };

/** The Secrets themselves, each once. */
export function secretRefs(keys: readonly SecretKey[]): readonly ObjectRef[] {
  return [...new Set(keys.map(({ name }) => name))].sort().map((name) => ({ ...SECRET, name }));
}

/**
 * Looks whether they are there and not empty: a pod that refers to one that is not never starts. Never tells a value.
 *
 * @throws ApiError
 */
export async function findSecretKeys(keys: readonly SecretKey[], read: ReconcileContext['read']): Promise<SecretKeys> {
  const versions: string[] = [];
  for (const ref of secretRefs(keys)) {
    const wanted = keys.filter(({ name }) => name === ref.name).map(({ key }) => key);
    const secret = await read(ref);
    const data = (secret?.data ?? {}) as Readonly<Record<string, string>>;
    const lacks = [...new Set(wanted.filter((key) => !data[key]))].sort();
    if (lacks.length > 0) {
      const message = secret ? 'has no value for' : 'is not there: make it, with values for';
      return { state: 'missing', message: `Secret ${ref.name} ${message} ${lacks.join(', ')}.` };
    }
    versions.push(`${ref.name}:${secret?.metadata.uid}:${secret?.metadata.resourceVersion}`);
  }
  return { state: 'there', version: shortDigest(versions.join(' ')) };
}
