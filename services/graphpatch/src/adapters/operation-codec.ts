import { OperationSchema } from '@ameide/contracts/graph/v1/operation';
import type { Operation } from '@ameide/graph-model';
import { operationToWire } from '@ameide/graph-model/wire';
import { type JsonValue, toJson } from '@bufbuild/protobuf';

/** The JSON form of the contract's Operation: what rows hold and fingerprints are made from. */
export function operationsToJson(operations: readonly Operation[]): JsonValue[] {
  return operations.map((operation) => toJson(OperationSchema, operationToWire(operation)));
}
