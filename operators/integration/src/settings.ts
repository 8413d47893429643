import type { PlatformSettings } from '@ameide/primitives/objects';

/** What this operator knows of the platform that it works in. */
export interface IntegrationSettings extends PlatformSettings {
  /** Where the operator is: it may ask runtimes what they run. */
  readonly operatorNamespace: string;
  /** What fetches flows from Git, with its digest; without it there are none from Git. */
  readonly gitFetcherImage?: string | undefined;
}
