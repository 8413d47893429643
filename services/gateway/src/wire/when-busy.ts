import { WhenBusy as Wire } from '@ameide/contracts/inference/v1/run';
import type { WhenBusy } from '../domain/run/state.ts';

export function whenBusyToWire(whenBusy: WhenBusy): Wire {
  return Wire[whenBusy.toUpperCase() as Uppercase<WhenBusy>];
}

/** What is not given, or of a later release, waits. */
export function whenBusyFromWire(wire: Wire): WhenBusy {
  return ALL.find((whenBusy) => whenBusyToWire(whenBusy) === wire) ?? 'enqueue';
}

const ALL = ['reject', 'interrupt', 'rollback'] as const;
