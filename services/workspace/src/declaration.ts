import { declareService } from '@ameide/service-kit/service';

/** It answers browsers and no RPCs of its own, and keeps nothing in PostgreSQL. */
export const declaration = declareService({ name: 'workspace', rpcServices: [], optional: ['redis'] });
