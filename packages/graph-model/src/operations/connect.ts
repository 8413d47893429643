import { patchProperties } from '../json.ts';
import type { Operation } from '../operation.ts';
import type { Step } from '../step.ts';

/** An edge that comes back under its own id after it was removed keeps its name and properties where none are given. */
export function connect(step: Step, operation: Extract<Operation, { type: 'connect' }>): undefined {
  const source = step.one(operation.source);
  const target = step.one(operation.target);
  const id = step.claimId(operation.edge.id, operation.edge.kind, operation.id);
  if (source === undefined || target === undefined || id === undefined) return;
  const former = step.before.edges.get(id);
  const { copyOf = '' } = operation;
  const { kind, name, properties: given } = operation.edge;
  const original = copyOf === '' ? {} : step.propertiesOfOriginal(copyOf, kind);
  if (original === undefined) return;
  const set = step.admit(kind, former?.properties ?? {}, { ...original, ...given });
  if (set === undefined) return;
  step.asked = set;
  step.apply({
    type: 'edge_added',
    edge: {
      id,
      kind,
      name: name === '' ? (former?.name ?? '') : name,
      source,
      target,
      properties: patchProperties(former?.properties ?? {}, set),
    },
  });
  if (copyOf !== '') step.copies.push([id, copyOf]);
}
