import { useTopic } from './live/use-topic.ts';
import { queryClient, refreshAnswers } from './query-client.ts';

/** Shows what others write in a chat, and what becomes of it, while the component is there. */
export function useLiveChat(threadId: string | undefined): void {
  useTopic(threadId === undefined ? undefined : { topic: { case: 'threadId', value: threadId } }, {
    onUpdate({ payload }) {
      if (payload.case !== 'chat') return;
      if (payload.value.update.case === 'message') void refreshMessages(threadId);
      else void refreshAnswers();
    },
    onMissed: () => void Promise.all([refreshMessages(threadId), refreshAnswers()]),
  });
}

/** Shows a new title of an artifact, and which chats speak about it, while the component is there. */
export function useLiveArtifact(artifactId: string): void {
  useTopic(
    { topic: { case: 'artifactId', value: artifactId } },
    {
      onUpdate: ({ payload }) => void (payload.case === 'artifact' && refreshAnswers()),
      onMissed: () => void refreshAnswers(),
    },
  );
}

const refreshMessages = (threadId: string | undefined) =>
  queryClient.invalidateQueries({ queryKey: ['messages', threadId] });
