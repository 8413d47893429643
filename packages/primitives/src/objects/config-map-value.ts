import type { ReconcileContext } from '@ameide/operator-kit';
import { CONFIG_MAP } from './api-kinds.ts';

/** A value of a ConfigMap, or why there is none. */
export type ConfigMapValue =
  | { readonly state: 'found'; readonly bytes: Buffer; readonly annotations: Readonly<Record<string, string>> }
  | { readonly state: 'missing'; readonly message: string };

/**
 * Reads a value of a ConfigMap in the namespace of the object.
 *
 * @param what for people: `the flow`
 * @throws ApiError
 */
export async function findConfigMapValue(
  { name, key }: { readonly name: string; readonly key: string },
  what: string,
  read: ReconcileContext['read'],
): Promise<ConfigMapValue> {
  const found = await read({ ...CONFIG_MAP, name });
  if (found === undefined) {
    return { state: 'missing', message: `ConfigMap ${name} does not exist: create it, with ${what} at ${key}.` };
  }
  const { data, binaryData } = found as { data?: Record<string, string>; binaryData?: Record<string, string> };
  const text = data?.[key];
  const bytes = text === undefined ? Buffer.from(binaryData?.[key] ?? '', 'base64') : Buffer.from(text);
  if (bytes.length === 0) return { state: 'missing', message: `ConfigMap ${name} has nothing at ${key}: add ${what}.` };
  return { state: 'found', bytes, annotations: found.metadata.annotations ?? {} };
}
