import type { PlatformSettings, SecretKey } from '@ameide/primitives/objects';

/** What the operator of Agents knows of the platform. */
export interface AgentSettings extends PlatformSettings {
  /** Where the services are that tools call, and the gateway, which calls agents. */
  readonly projectionUrl: string;
  readonly graphPatchUrl: string;
  readonly gatewayUrl: string;
  /** The URL of the database that runs are kept in while they go on, in every namespace of agents of the product. */
  readonly checkpointDatabase: SecretKey;
}
