import type { BaselineCreated } from './events.ts';

/** A version that has a name. */
export interface Baseline extends Omit<BaselineCreated, 'baselineId' | 'type'> {
  readonly id: string;
}

/** The baselines of a model that there are, by id. */
export type BaselinesState = ReadonlyMap<string, Baseline>;

export const initialState: BaselinesState = new Map();
