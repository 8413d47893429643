import type { FieldSet, KubeObject } from '../api/kube-object.ts';
import { canonicalJson } from './canonical-json.ts';

/** Not fields that anybody owns: they say which object it is. */
const IDENTITY = new Set(['name', 'namespace', 'uid', 'resourceVersion']);

/**
 * True if a field manager, by applying, owns exactly the fields that `desired` has. Whoever else changes or removes a
 * field takes it away from us, so this alone tells that all of them still have the values that we gave them, even where
 * the API server has rewritten those (`0.5` cores are `500m` afterwards).
 */
export function ownsExactly(live: KubeObject, desired: KubeObject, fieldManager: string): boolean {
  const entries = (live.metadata.managedFields ?? []).filter(
    (entry) => entry.manager === fieldManager && entry.operation === 'Apply' && !entry.subresource,
  );
  const [entry] = entries;
  if (entries.length !== 1 || entry?.apiVersion !== desired.apiVersion || entry.fieldsV1 === undefined) return false;
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = desired;
  const fields = Object.fromEntries(Object.entries(metadata).filter(([name]) => !IDENTITY.has(name)));
  return matches({ ...rest, metadata: fields }, entry.fieldsV1);
}

/** Steps are `f:name`, `k:{key fields}`, `v:value`, and `.` for the thing itself; one without steps is owned as a whole. */
function matches(value: unknown, owned: FieldSet): boolean {
  const steps = Object.entries(owned).filter(([step]) => step !== '.');
  if (steps.length === 0) return true;
  if (Array.isArray(value)) {
    return value.length === steps.length && value.every((item) => steps.some((step) => matchesItem(item, step)));
  }
  if (typeof value !== 'object' || value === null) return false;
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return (
    present.length === steps.length &&
    present.every(([name, inner]) => {
      const step = owned[`f:${name}`];
      return step !== undefined && matches(inner, step);
    })
  );
}

function matchesItem(item: unknown, [step, owned]: readonly [string, FieldSet]): boolean {
  const what: unknown = JSON.parse(step.slice(2));
  if (step.startsWith('v:')) return canonicalJson(item) === canonicalJson(what);
  if (typeof item !== 'object' || item === null || typeof what !== 'object' || what === null) return false;
  const fields = item as Readonly<Record<string, unknown>>;
  // A key field that is left out got its default, which cannot be known here.
  const isKey = Object.entries(what).every(([name, value]) => fields[name] === undefined || fields[name] === value);
  return isKey && matches(item, owned);
}
