import { declareService } from '@ameide/service-kit/service';

/** The identity provider of the laptop. It answers OpenID Connect, no RPCs. */
export const declaration = declareService({
  name: 'identity',
  migrations: new URL('../../migrations/identity/', import.meta.url),
  rpcServices: [],
});
