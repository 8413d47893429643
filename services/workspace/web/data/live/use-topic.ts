import { type TopicInit, topicKeyOf } from '@ameide/sdk';
import { useEffect, useRef } from 'react';
import { followTopic } from './live.ts';
import type { TopicListener } from './tab.ts';

/** Follows a topic while the component is there; undefined follows nothing. */
export function useTopic(topic: TopicInit | undefined, listener: TopicListener): void {
  const latest = useRef({ topic, listener });
  latest.current = { topic, listener };
  const key = topic && topicKeyOf(topic);
  useEffect(() => {
    const { topic: followed } = latest.current;
    if (key === undefined || followed === undefined) return;
    return followTopic(followed, {
      onUpdate: (update) => latest.current.listener.onUpdate(update),
      onMissed: () => latest.current.listener.onMissed?.(),
      onEnded: (ended) => latest.current.listener.onEnded?.(ended),
    });
  }, [key]);
}
