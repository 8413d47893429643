import type { Freshness } from './freshness.ts';

/** The Service behind which a projection answers. */
export interface ServiceRef {
  readonly name: string;
  readonly namespace: string;
}

/** Asks projections how fresh they are. */
export interface FreshnessProbe {
  /**
   * How far a projection is behind its events. What goes wrong is in the answer, and never anything that the projection
   * itself wrote.
   *
   * @throws the signal's reason once it is aborted
   */
  ask(projection: ServiceRef, signal: AbortSignal): Promise<Freshness>;
}

/** The systems around the operator. */
export interface ProjectionPorts {
  readonly probe: FreshnessProbe;
}
