import { SubscriptionService } from '@ameide/contracts/live/v1/subscription_service';
import { serverStream } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { rememberName } from '../app/directory.ts';
import { inStreamSlot } from '../app/limits/in-stream-slot.ts';
import { subscribe as subscribeTo } from '../app/subscriptions/subscribe.ts';
import { followedFromWire, multiplexedToWire } from '../wire/topic.ts';
import { refusals } from './refusals.ts';

export const subscribe = ({ subscriptions, directory, admission }: GatewayDeps) =>
  serverStream(
    SubscriptionService.method.subscribe,
    'graph.viewer',
    async function* ({ subscriptionId, topics }, caller) {
      await rememberName(directory, caller);
      const followed = inStreamSlot(admission, caller, refusals.accept, () =>
        subscribeTo(subscriptions, caller, subscriptionId, topics.map(followedFromWire)),
      );
      for await (const told of followed) {
        yield multiplexedToWire(told === 'alive' ? told : refusals.accept(told));
      }
    },
  );
