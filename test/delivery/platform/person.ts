import type { AmeideClient } from '@ameide/sdk';

/** Somebody's question, and what came of it. */
export interface Answered {
  readonly threadId: string;
  /** As it was streamed. */
  readonly streamed: string;
  /** As the thread keeps it. */
  readonly kept: string;
}

/** Asks about a model in a new chat, reads the answer to its end, and what the chat keeps of it. @throws AmeideError */
export async function ask(client: AmeideClient, artifactId: string, question: string): Promise<Answered> {
  const { threadId } = await client.chatArtifact.sendMessageFromArtifact(artifactId, question);
  let streamed = '';
  let last = -1;
  for await (const { index, payload } of client.generate({ threadId })) {
    if (payload.case === 'heartbeat') continue;
    if (Number(index) <= last) throw new Error(`frame ${index} comes after ${last}`);
    last = Number(index);
    if (payload.case === 'snapshot') streamed = payload.value.text;
    if (payload.case === 'token') streamed += payload.value.text;
    if (payload.case === 'error') throw new Error(`${payload.value.reason}: ${payload.value.message}`);
  }
  const { messages } = await client.chatQueries.getMessages({ threadId });
  const answers = messages.filter(({ runId }) => runId !== '');
  if (answers.length !== 1) throw new Error(`the chat has ${answers.length} answers`);
  const kept = answers[0]!.parts.map(({ kind }) => (kind.case === 'text' ? kind.value.text : '')).join('');
  return { threadId, streamed, kept };
}
