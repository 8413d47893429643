import type { Handler } from '@ameide/service-kit/rpc';
import type { ProjectionDeps } from '../app/deps.ts';
import { getProjection } from './get-projection.ts';
import { watchProjection } from './watch-projection.ts';

/** Every RPC of this service. */
export const handlers = (deps: ProjectionDeps): Handler[] => [getProjection(deps), watchProjection(deps)];
