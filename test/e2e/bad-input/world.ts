import { createHash } from 'node:crypto';
import { ListPatchesResponseSchema } from '@ameide/contracts/graph/v1/graph_patch_service';
import { ListCommitsResponseSchema } from '@ameide/contracts/graph/v1/model_service';
import { GetRunResponseSchema } from '@ameide/contracts/inference/v1/inference_service';
import { GetMessagesResponseSchema, ListChatsResponseSchema } from '@ameide/contracts/threads/v1/chat_query_service';
import { type Session, signIn } from '@ameide/demo-login';
import { AmeideClient } from '@ameide/sdk';
import { toJsonString } from '@bufbuild/protobuf';

/** Somebody who is signed in. */
export interface Person {
  readonly client: AmeideClient;
  readonly session: Session;
}

/** What somebody has: one of everything that an RPC names by an id. */
export interface Belongings {
  readonly artifactId: string;
  readonly ref: string;
  readonly threadId: string;
  readonly baselineId: string;
  /** Not decided yet. */
  readonly patchId: string;
  readonly runId: string;
  /** Uploaded, and not sent yet. */
  readonly attachmentId: string;
  readonly resumeToken: string;
}

/** Stands in every document and message, so that it would be found where it must not be. */
export const confidential = 'Confidential c5b1f3';

export const document = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="https://example.com/bad-input">
  <process id="Process">
    <startEvent id="Start" name="Begin" />
    <task id="Work" name="${confidential}" />
    <endEvent id="End" name="Done" />
    <sequenceFlow id="F1" sourceRef="Start" targetRef="Work" />
    <sequenceFlow id="F2" sourceRef="Work" targetRef="End" />
  </process>
</definitions>
`;

export async function enter(url: string, issuer: string, username: string): Promise<Person> {
  const session = await signIn({ issuer, username, password: username });
  return { session, client: new AmeideClient({ baseUrl: url, token: session.accessToken, retry: { attempts: 1 } }) };
}

/** A model, a chat about it, an answered message and a patch to review. */
export async function settle({ client }: Person): Promise<Belongings> {
  const { artifactId, ref } = await client.importDocument({
    title: confidential,
    kind: 'bpmn::collaboration',
    document,
  });
  const { threadId } = await client.chatArtifact.sendMessageFromArtifact(artifactId, `What follows ${confidential}?`);
  let [runId, resumeToken] = ['', ''];
  for await (const frame of client.generate({ threadId })) ({ runId, resumeToken } = frame);
  const { patch } = await client.graphPatches.proposePatch({ ref, operations: [rename('Renamed')] });
  const { baseline } = await client.versions.createBaseline({ ref, name: confidential });
  const { id: attachmentId } = await client.uploadFile({ name: 'a.txt', content: new Blob([confidential]) });
  return { artifactId, ref, threadId, attachmentId, baselineId: baseline!.id, patchId: patch!.id, runId, resumeToken };
}

/** An operation that fits the document. */
export function rename(name: string) {
  const selector = { selector: { case: 'id', value: 'Work' } } as const;
  return { id: 'rename', operation: { case: 'rename', value: { selector, name } } } as const;
}

/** Ids that are well formed, and of nothing. `someToken` shows what a resume token looks like. */
export function nothing(someToken: string): Belongings {
  const id = () => crypto.randomUUID();
  const artifactId = id();
  const runId = id();
  return {
    artifactId,
    ref: `artifacts/${artifactId}/main`,
    threadId: id(),
    baselineId: id(),
    patchId: id(),
    attachmentId: id(),
    runId,
    resumeToken: resumeTokenOf(runId, someToken),
  };
}

/** A well-formed token of another run: version, id, index and a checksum, as the gateway makes them. */
function resumeTokenOf(runId: string, someToken: string): string {
  const token = Buffer.from(someToken, 'base64url');
  token.write(runId.replaceAll('-', ''), 1, 16, 'hex');
  createHash('sha256').update(token.subarray(0, 21)).digest().copy(token, 21, 0, 4);
  return token.toString('base64url');
}

/** Everything that somebody can read, to compare before and after. */
export async function everythingOf({ client }: Person, runIds: readonly string[]): Promise<unknown> {
  const { artifacts } = await client.artifactQueries.listArtifacts({ pageSize: 100 });
  const chats = await client.chatQueries.listChats({ pageSize: 100 });
  const models = artifacts.map(async ({ id, title }) => {
    const ref = `artifacts/${id}/main`;
    const text = await client.exportDocument(ref).then(
      (exported) => exported.text,
      (error) => error.reason,
    );
    if (text === 'model_not_found') return { id, title };
    const commits = toJsonString(ListCommitsResponseSchema, await client.models.listCommits({ ref }));
    const patches = toJsonString(ListPatchesResponseSchema, await client.graphPatches.listPatches({ ref }));
    return { id, title, text, commits, patches };
  });
  const messages = chats.chats.map(async ({ id }) =>
    toJsonString(GetMessagesResponseSchema, await client.chatQueries.getMessages({ threadId: id })),
  );
  const runs = runIds.map(async (runId) =>
    toJsonString(GetRunResponseSchema, await client.inference.getRun({ runId })),
  );
  return {
    chats: toJsonString(ListChatsResponseSchema, chats),
    models: await Promise.all(models),
    messages: await Promise.all(messages),
    runs: await Promise.all(runs),
  };
}
