import { PresenceService } from '@ameide/contracts/live/v1/presence_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { rememberName } from '../app/directory.ts';
import { announcePresence as announce } from '../app/subscriptions/people.ts';
import { placeFromWire } from '../wire/topic.ts';

export const announcePresence = ({ people, directory }: GatewayDeps) =>
  unary(PresenceService.method.announcePresence, 'graph.viewer', async (request, caller) => {
    await rememberName(directory, caller);
    const { clientId: id, leaving, selectedIds } = request;
    await announce(people, caller, placeFromWire(request.place), { id, leaving, selectedIds });
    return {};
  });
