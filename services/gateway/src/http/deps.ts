import type { Refusals } from '@ameide/service-kit/errors';
import type { GatewayDeps } from '../app/deps.ts';
import type { Models } from '../app/ports/models.ts';
import type { RefusalReason } from '../app/refusal.ts';

/** What protocols of others are served with. */
export interface FacadeDeps extends GatewayDeps {
  readonly models: Models;
  /** What a use case came to. @throws ServiceError when it was refused */
  readonly accept: Refusals<RefusalReason>['accept'];
}
