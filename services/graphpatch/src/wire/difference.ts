import type { DifferenceSchema } from '@ameide/contracts/graph/v1/version_service';
import { isLayoutMutation, type Json, type LayoutMutation, type SemanticMutation } from '@ameide/graph-model';
import { layoutMutationToWire, semanticMutationToWire } from '@ameide/graph-model/wire';
import { fromJson, type JsonValue, type MessageInitShape } from '@bufbuild/protobuf';
import { type Value, ValueSchema } from '@bufbuild/protobuf/wkt';
import type { Difference } from '../app/work/diff-versions.ts';

export function differenceToWire(difference: Difference): MessageInitShape<typeof DifferenceSchema> {
  const { elementId, kind, name, mutation, properties, origin } = difference;
  return {
    ...{ elementId, kind, name },
    ...(mutation && { change: changeToWire(mutation) }),
    properties: properties.map(({ property, before, after, origin: made }) => ({
      property,
      ...(before !== undefined && { before: valueToWire(before) }),
      ...(after !== undefined && { after: valueToWire(after) }),
      ...(made && { origin: made }),
    })),
    ...(origin && { origin }),
  };
}

function changeToWire(mutation: LayoutMutation | SemanticMutation) {
  if (isLayoutMutation(mutation)) {
    return { case: 'layout', value: layoutMutationToWire(mutation) } as const;
  }
  return { case: 'semantic', value: semanticMutationToWire(mutation) } as const;
}

const valueToWire = (value: Json): Value => fromJson(ValueSchema, value as JsonValue);
