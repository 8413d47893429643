import type { PlatformSettings } from '@ameide/primitives/objects';

/** What this operator knows of the platform that it works in. */
export interface ProjectionSettings extends PlatformSettings {
  /** Where the operator is: it may ask projections how fresh they are. */
  readonly operatorNamespace: string;
  /** `host:port` of the event broker, with commas between; without it images follow the log itself. */
  readonly kafkaBrokers?: string | undefined;
  /** How often a projection is asked how fresh it is, in ms. */
  readonly askEveryMs: number;
}
