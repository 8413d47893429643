import type { FieldSet, KubeObject } from '../api/kube-object.ts';
import { canonicalJson } from './canonical-json.ts';

/** A field manager, on the object itself or on a subresource of it. */
export interface Owner {
  readonly fieldManager: string;
  readonly subresource?: 'status' | undefined;
}

/**
 * The part of an object that a field manager applied, with the values that are there now: what server-side apply would
 * compare with. Undefined if the manager has applied nothing, or something of another apiVersion.
 */
export function ownedFields(object: KubeObject, { fieldManager, subresource }: Owner): unknown {
  const entries = (object.metadata.managedFields ?? []).filter(
    (entry) =>
      entry.manager === fieldManager && entry.operation === 'Apply' && (entry.subresource || undefined) === subresource,
  );
  const [entry] = entries;
  if (entries.length !== 1 || entry?.apiVersion !== object.apiVersion || !entry.fieldsV1) return undefined;
  return project(object, entry.fieldsV1);
}

/** The fields of an object that is to be applied, in the form in which `ownedFields` has them. */
export function fieldsToApply(object: KubeObject): unknown {
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = object;
  const { name: _name, namespace: _namespace, uid: _uid, resourceVersion: _resourceVersion, ...meta } = metadata;
  return { ...rest, ...(Object.keys(meta).length > 0 && { metadata: meta }) };
}

/** True if two trees of fields say the same. */
export function sameFields(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** What `fields` names in `value`; the steps are `f:name`, `k:{key fields}`, `v:value`, `i:index` and `.` for the thing itself. */
function project(value: unknown, fields: FieldSet): unknown {
  const steps = Object.entries(fields).filter(([step]) => step !== '.');
  if (steps.length === 0) return '.' in fields ? (Array.isArray(value) ? [] : {}) : value;
  if (Array.isArray(value)) return value.flatMap((item, index) => projectItem(item, index, steps));
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Readonly<Record<string, unknown>>;
  const named = steps.map(([step, inner]) => [step.slice(2), inner] as const).filter(([name]) => name in source);
  return Object.fromEntries(named.map(([name, inner]) => [name, project(source[name], inner)]));
}

function projectItem(
  item: unknown,
  index: number,
  steps: readonly (readonly [string, FieldSet])[],
): readonly unknown[] {
  for (const [step, inner] of steps) {
    const what = step.slice(2);
    if (
      step.startsWith('k:') ? hasKey(item, what) : step.startsWith('v:') ? isValue(item, what) : what === `${index}`
    ) {
      return [project(item, inner)];
    }
  }
  return [];
}

function hasKey(item: unknown, key: string): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const fields = item as Readonly<Record<string, unknown>>;
  return Object.entries(JSON.parse(key) as object).every(([name, value]) => sameFields(fields[name], value));
}

function isValue(item: unknown, value: string): boolean {
  return sameFields(item, JSON.parse(value));
}
