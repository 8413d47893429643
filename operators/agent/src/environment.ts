import type { PlatformSettings } from '@ameide/primitives/objects';
import { ownSecret } from '@ameide/primitives/settings';
import { z } from 'zod';
import type { AgentSettings } from './settings.ts';

/** The variables of the operator's process beside those of every operator. */
export const agentEnvironment = {
  GATEWAY_URL: z.url({ protocol: /^https?$/ }),
  PROJECTION_URL: z.url({ protocol: /^https?$/ }),
  GRAPHPATCH_URL: z.url({ protocol: /^https?$/ }),
  /** What services sign their calls to each other with. */
  INTERNAL_SECRET: z.string().min(32),
  /** The Secret in every namespace of agents of the product that has the URL of their database. */
  CHECKPOINT_DATABASE_SECRET_NAME: ownSecret.default('ameide-agent-runtime'),
  CHECKPOINT_DATABASE_SECRET_KEY: z.string().min(1).max(253).default('uri'),
};

const fields = z.object(agentEnvironment);

/** What the operator knows of the platform, by its environment. */
export function agentSettings(
  platform: PlatformSettings,
  environment: Readonly<z.output<typeof fields>>,
): AgentSettings {
  return {
    ...platform,
    projectionUrl: environment.PROJECTION_URL,
    graphPatchUrl: environment.GRAPHPATCH_URL,
    gatewayUrl: environment.GATEWAY_URL,
    checkpointDatabase: {
      name: environment.CHECKPOINT_DATABASE_SECRET_NAME,
      key: environment.CHECKPOINT_DATABASE_SECRET_KEY,
    },
  };
}
