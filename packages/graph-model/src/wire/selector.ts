import {
  ConditionSchema,
  Direction,
  SelectorSchema,
  type Condition as WireCondition,
  type Selector as WireSelector,
} from '@ameide/contracts/graph/v1/operation';
import { create } from '@bufbuild/protobuf';
import type { Condition, Filter, Selector } from '../operation.ts';
import { lifecycleFromWire, lifecycleToWire, propertiesFromWire, propertiesToWire } from './graph.ts';

/** A wire message that passed validation; a part that validation guarantees is missing only through a broken invariant. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`an operation without ${what} passed validation`);
  return value;
}

export function selectorFromWire(wire: WireSelector | undefined): Selector {
  const { selector } = required(wire, 'a selector');
  switch (selector.case) {
    case 'id':
      return { by: 'id', id: selector.value };
    case 'key':
      return { by: 'key', key: selector.value };
    case 'byType': {
      const { kind, name, nameContains, within, lifecycle, properties } = selector.value;
      const filter: Filter = {
        ...(name !== undefined && { name }),
        ...(nameContains !== undefined && { nameContains }),
        ...(within !== undefined && { within }),
        ...(lifecycle !== undefined && { lifecycle: lifecycleFromWire(lifecycle) }),
        ...(properties !== undefined && { properties: propertiesFromWire(properties) }),
      };
      return { by: 'type', kind, filter };
    }
    case 'byNeighbour': {
      const { of, direction, edgeKind } = selector.value;
      return { by: 'neighbour', of: selectorFromWire(of), direction: directionFromWire(direction), edgeKind };
    }
    case 'byPath':
      return { by: 'path', path: selector.value.path };
    default:
      throw new Error('a selector that says nothing passed validation');
  }
}

export function selectorToWire(selector: Selector): WireSelector {
  switch (selector.by) {
    case 'id':
      return create(SelectorSchema, { selector: { case: 'id', value: selector.id } });
    case 'key':
      return create(SelectorSchema, { selector: { case: 'key', value: selector.key } });
    case 'type': {
      const { lifecycle, properties, ...filter } = selector.filter;
      const value = {
        kind: selector.kind,
        ...filter,
        ...(lifecycle !== undefined && { lifecycle: lifecycleToWire(lifecycle) }),
        ...(properties !== undefined && { properties: propertiesToWire(properties) }),
      };
      return create(SelectorSchema, { selector: { case: 'byType', value } });
    }
    case 'neighbour': {
      const { direction, edgeKind } = selector;
      const value = { of: selectorToWire(selector.of), direction: directionToWireValue[direction], edgeKind };
      return create(SelectorSchema, { selector: { case: 'byNeighbour', value } });
    }
    case 'path':
      return create(SelectorSchema, { selector: { case: 'byPath', value: { path: [...selector.path] } } });
  }
}

const directionToWireValue = { in: Direction.IN, out: Direction.OUT, both: Direction.BOTH } as const;

function directionFromWire(direction: Direction): 'in' | 'out' | 'both' {
  if (direction === Direction.IN) return 'in';
  return direction === Direction.OUT ? 'out' : 'both';
}

export function conditionFromWire(wire: WireCondition): Condition {
  const { condition } = wire;
  switch (condition.case) {
    case 'exists':
      return { type: 'exists', selector: selectorFromWire(condition.value) };
    case 'absent':
      return { type: 'absent', selector: selectorFromWire(condition.value) };
    case 'count': {
      const { selector, minimum, maximum } = condition.value;
      return { type: 'count', selector: selectorFromWire(selector), minimum, maximum };
    }
    case 'connected': {
      const { source, target, edgeKind } = condition.value;
      return { type: 'connected', source: selectorFromWire(source), target: selectorFromWire(target), edgeKind };
    }
    case 'nameIs':
      return {
        type: 'name_is',
        selector: selectorFromWire(condition.value.selector),
        name: condition.value.name,
      };
    default:
      throw new Error('a condition that says nothing passed validation');
  }
}

export function conditionToWire(condition: Condition): WireCondition {
  switch (condition.type) {
    case 'exists':
      return create(ConditionSchema, { condition: { case: 'exists', value: selectorToWire(condition.selector) } });
    case 'absent':
      return create(ConditionSchema, { condition: { case: 'absent', value: selectorToWire(condition.selector) } });
    case 'count': {
      const { minimum, maximum } = condition;
      const value = { selector: selectorToWire(condition.selector), minimum, maximum };
      return create(ConditionSchema, { condition: { case: 'count', value } });
    }
    case 'connected': {
      const ends = { source: selectorToWire(condition.source), target: selectorToWire(condition.target) };
      const value = { ...ends, edgeKind: condition.edgeKind };
      return create(ConditionSchema, { condition: { case: 'connected', value } });
    }
    case 'name_is': {
      const value = { selector: selectorToWire(condition.selector), name: condition.name };
      return create(ConditionSchema, { condition: { case: 'nameIs', value } });
    }
  }
}
