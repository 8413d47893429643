import type { People, PresentPerson as WirePerson } from '@ameide/contracts/live/v1/presence_service';
import {
  type ChangeTopicsRequest,
  ChangeTopicsRequestSchema,
  type FollowedTopic,
  type SubscribeResponseSchema,
  type TopicUpdate,
} from '@ameide/contracts/live/v1/subscription_service';
import type { PlaceSchema, TopicSchema, Place as WirePlace, Topic as WireTopic } from '@ameide/contracts/live/v1/topic';
import { errorReason, toConnectError } from '@ameide/service-kit/errors';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Multiplexed } from '../app/subscriptions/multiplexer.ts';
import type { PresentPerson } from '../app/subscriptions/people.ts';
import type { SubscriptionDeps } from '../app/subscriptions/subscribe.ts';
import type { Followed, Place, Topic, TopicChange } from '../app/subscriptions/topic.ts';

/** @throws TypeError when nothing is said, which the contract forbids */
export function topicFromWire(wire: WireTopic | undefined): Topic {
  const topic = wire?.topic;
  switch (topic?.case) {
    case 'threadId':
      return { kind: 'thread', id: topic.value };
    case 'artifactId':
      return { kind: 'artifact', id: topic.value };
    case 'modelRef':
      return { kind: 'model', id: topic.value };
    case 'runsInThreadId':
      return { kind: 'runs', id: topic.value };
    case 'draftsOfRef':
      return { kind: 'drafts', id: topic.value };
    case 'myProposals':
      return { kind: 'proposals' };
    case 'sharedChats':
      return { kind: 'shared' };
    case 'peopleAt':
      return { kind: 'people', place: placeFromWire(topic.value) };
    default:
      throw new TypeError('a topic says nothing');
  }
}

export function placeFromWire(wire: WirePlace | undefined): Place {
  const place = wire?.place;
  if (place?.case === 'threadId') return { kind: 'thread', id: place.value };
  if (place?.case === 'artifactId') return { kind: 'artifact', id: place.value };
  throw new TypeError('a place says nothing');
}

function topicToWire(topic: Topic): MessageInitShape<typeof TopicSchema> {
  switch (topic.kind) {
    case 'thread':
      return { topic: { case: 'threadId', value: topic.id } };
    case 'artifact':
      return { topic: { case: 'artifactId', value: topic.id } };
    case 'model':
      return { topic: { case: 'modelRef', value: topic.id } };
    case 'runs':
      return { topic: { case: 'runsInThreadId', value: topic.id } };
    case 'drafts':
      return { topic: { case: 'draftsOfRef', value: topic.id } };
    case 'proposals':
      return { topic: { case: 'myProposals', value: {} } };
    case 'shared':
      return { topic: { case: 'sharedChats', value: {} } };
    case 'people':
      return { topic: { case: 'peopleAt', value: placeToWire(topic.place) } };
  }
}

function placeToWire({ kind, id }: Place): MessageInitShape<typeof PlaceSchema> {
  return { place: kind === 'thread' ? { case: 'threadId', value: id } : { case: 'artifactId', value: id } };
}

export const followedFromWire = ({ topic, resumeToken }: FollowedTopic): Followed => ({
  topic: topicFromWire(topic),
  resumeToken,
});

export const changeFromWire = ({ follow, unfollow }: ChangeTopicsRequest): TopicChange => ({
  follow: follow.map(followedFromWire),
  unfollow: unfollow.map(topicFromWire),
});

/** Changes as they come to the replica that streams a subscription. */
export const changeCodec: SubscriptionDeps['changeCodec'] = {
  encode: ({ follow, unfollow }) =>
    toBinary(
      ChangeTopicsRequestSchema,
      create(ChangeTopicsRequestSchema, {
        follow: follow.map(({ topic, resumeToken }) => ({ topic: topicToWire(topic), resumeToken })),
        unfollow: unfollow.map(topicToWire),
      }),
    ),
  decode: (data) => changeFromWire(fromBinary(ChangeTopicsRequestSchema, data)),
};

export function multiplexedToWire(told: Multiplexed | 'alive'): MessageInitShape<typeof SubscribeResponseSchema> {
  if (told === 'alive') return { event: { case: 'heartbeat', value: {} } };
  const topic = topicToWire(told.topic);
  if (told.kind === 'ended') {
    const error = toConnectError(told.error, '');
    return { event: { case: 'ended', value: { topic, reason: errorReason(error) ?? '', message: error.rawMessage } } };
  }
  const { payload, resumeToken } = told.event;
  const update = { topic, sequence: BigInt(told.sequence), resumeToken, payload: payload as TopicUpdate['payload'] };
  return { event: { case: 'update', value: update } };
}

export const peopleToWire = (people: readonly PresentPerson[]): People => ({
  $typeName: 'ameide.live.v1.People',
  people: people.map(
    ({ subject, name, selectedIds }): WirePerson => ({
      $typeName: 'ameide.live.v1.PresentPerson',
      subject,
      name,
      selectedIds: [...selectedIds],
    }),
  ),
});
