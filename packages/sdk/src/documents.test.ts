import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ArtifactCommandService } from '@ameide/contracts/artifacts/v1/artifact_command_service';
import { ModelService } from '@ameide/contracts/graph/v1/model_service';
import { ChatCommandService } from '@ameide/contracts/threads/v1/chat_command_service';
import { Code, ConnectError, createRouterTransport } from '@connectrpc/connect';
import { AmeideClient } from './client.ts';
import type { AmeideError } from './errors.ts';

function client(received: unknown[]): AmeideClient {
  const transport = createRouterTransport((router) => {
    router.service(ArtifactCommandService, {
      createArtifact: ({ title, kind, idempotencyKey }) => {
        received.push({ title, kind, idempotencyKey });
        return { artifact: { id: 'a-1' } };
      },
      deleteArtifact: ({ artifactId }) => {
        received.push({ deleted: artifactId });
        return {};
      },
    });
    router.service(ModelService, {
      importModel: ({ artifactId, document, correlationId }) => {
        if (new TextDecoder().decode(document) === 'broken') throw new ConnectError('Not XML.', Code.InvalidArgument);
        received.push({ artifactId, document: new TextDecoder().decode(document), correlationId });
        return { commit: { version: 1 }, nodeCount: 2, edgeCount: 1 };
      },
      exportModel: ({ ref }) => ({
        document: new TextEncoder().encode(`<${ref} é>`),
        mediaType: 'text/xml',
        version: 3,
      }),
    });
    router.service(ChatCommandService, {
      ensureChatForArtifactAndSendMessage: ({ artifactId, threadId, message, idempotencyKey }) => {
        received.push({ artifactId, threadId, text: message?.parts[0]?.kind.value, idempotencyKey });
        return { threadId: 't-1', threadCreated: threadId === '', persistedMessage: { id: 'm-1' } };
      },
    });
  });
  return new AmeideClient({ transport, token: 'secret' });
}

describe('documents', () => {
  it('are imported by creating an artifact and giving it content, under one key', async () => {
    const received: unknown[] = [];
    const imported = await client(received).importDocument({
      title: 'Order',
      kind: 'bpmn::collaboration',
      document: '<é/>',
      idempotencyKey: 'k',
    });
    assert.deepEqual(received, [
      { title: 'Order', kind: 'bpmn::collaboration', idempotencyKey: 'k' },
      { artifactId: 'a-1', document: '<é/>', correlationId: 'k' },
    ]);
    assert.deepEqual([imported.artifactId, imported.ref, imported.version], ['a-1', 'artifacts/a-1/main', 1]);
  });

  it('leave no artifact behind when they are refused, and none is made for an empty one', async () => {
    const received: unknown[] = [];
    const order = { title: 'Order', kind: 'bpmn::process', idempotencyKey: 'k' };
    const broken = client(received).importDocument({ ...order, document: 'broken' });
    await assert.rejects(broken, (error: AmeideError) => error.message === 'Not XML.');
    assert.deepEqual(received, [order, { deleted: 'a-1' }]);
    const empty = client(received).importDocument({ ...order, document: '' });
    await assert.rejects(empty, (error: AmeideError) => error.reason === 'document_malformed');
    assert.equal(received.length, 2);
  });

  it('are exported as bytes and as text', async () => {
    const { text, version, document } = await client([]).exportDocument('r');
    assert.deepEqual([text, version, document.byteLength], ['<r é>', 3, 6]);
  });
});

describe('sendMessageFromArtifact', () => {
  it('sends to a new chat, or to the one that is given', async () => {
    const received: { idempotencyKey: string; threadId: string }[] = [];
    const { chatArtifact } = client(received);
    const first = await chatArtifact.sendMessageFromArtifact('a-1', 'hello');
    assert.deepEqual(first, { threadId: 't-1', messageId: 'm-1', isNewChat: true });
    const second = await chatArtifact.sendMessageFromArtifact('a-1', 'hello', { threadId: 't-1', idempotencyKey: 'k' });
    assert.equal(second.isNewChat, false);
    assert.deepEqual(
      received.map(({ threadId }) => threadId),
      ['', 't-1'],
    );
    assert.match(received[0]?.idempotencyKey ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(received[1]?.idempotencyKey, 'k');
  });
});
