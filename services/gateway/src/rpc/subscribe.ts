import { SubscriptionService } from '@ameide/contracts/live/v1/subscription_service';
import { serverStream } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { rememberName } from '../app/directory.ts';
import { subscribe as subscribeTo } from '../app/subscriptions/subscribe.ts';
import { followedFromWire, multiplexedToWire } from '../wire/topic.ts';
import { refusals } from './refusals.ts';

export const subscribe = ({ subscriptions, directory }: GatewayDeps) =>
  serverStream(
    SubscriptionService.method.subscribe,
    'graph.viewer',
    async function* ({ subscriptionId, topics }, caller) {
      await rememberName(directory, caller);
      for await (const told of subscribeTo(subscriptions, caller, subscriptionId, topics.map(followedFromWire))) {
        yield multiplexedToWire(told === 'alive' ? told : refusals.accept(told));
      }
    },
  );
