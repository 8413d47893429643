import { declareService } from '@ameide/service-kit/service';

/** It answers browsers and no RPCs of its own, and keeps nothing in PostgreSQL. */
export const declaration = declareService({
  name: 'workspace',
  rpcServices: [],
  optional: ['redis'],
  deployment: {
    edge: 'platform',
    handsOn: ['gateway', 'threads', 'graphpatch', 'projection'],
    secrets: {
      SESSION_SECRET: { secret: 'ameide-workspace', key: 'session-secret' },
      OIDC_CLIENT_SECRET: { secret: 'ameide-workspace', key: 'oidc-client-secret' },
    },
  },
});
