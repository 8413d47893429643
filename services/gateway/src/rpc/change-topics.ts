import { SubscriptionService } from '@ameide/contracts/live/v1/subscription_service';
import { unary } from '@ameide/service-kit/rpc';
import type { GatewayDeps } from '../app/deps.ts';
import { changeTopics as change } from '../app/subscriptions/subscribe.ts';
import { changeFromWire } from '../wire/topic.ts';
import { refusals } from './refusals.ts';

export const changeTopics = ({ subscriptions }: GatewayDeps) =>
  unary(SubscriptionService.method.changeTopics, 'graph.viewer', async (request, caller) => {
    const { subscriptionId, number } = request;
    refusals.accept(await change(subscriptions, caller, subscriptionId, number, changeFromWire(request)));
    return {};
  });
