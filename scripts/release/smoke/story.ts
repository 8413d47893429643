import { readFile } from 'node:fs/promises';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { AmeideClient, type ImportedDocument } from '@ameide/sdk';
import { type Check, expect, Skipped } from './check.ts';
import type { Edge } from './edge.ts';
import { openSession } from './session.ts';

export interface StoryOptions {
  readonly edge: Edge;
  readonly platform: string;
  /** Where the SDK finds the services. */
  readonly api: string | undefined;
  readonly issuer: string | undefined;
  /** `SMOKE_TOKEN`; `SMOKE_CLIENT_ID` and `SMOKE_CLIENT_SECRET`; or `SMOKE_USER` and `SMOKE_PASSWORD`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A BPMN document. */
  readonly document: string;
}

const PATIENCE_MS = 120_000;
const NO_SIGN_IN = new Skipped('set SMOKE_TOKEN, SMOKE_CLIENT_ID and _SECRET, or SMOKE_USER and SMOKE_PASSWORD');

/** A person's story through the SDK: a model, a chat, a proposal, an approval, a delta; and that streams are not held back. */
export function storyChecks({ edge, platform, api, issuer, environment, document }: StoryOptions): Check[] {
  const { SMOKE_TOKEN: token, SMOKE_CLIENT_ID: id, SMOKE_CLIENT_SECRET: secret } = environment;
  const signIn = async (): Promise<AmeideClient | undefined> => {
    const { SMOKE_USER: username, SMOKE_PASSWORD: password } = environment;
    if (username && password) {
      const session = await openSession(edge, platform, { username, password });
      return new AmeideClient({ baseUrl: `${platform}/api`, fetch: session.fetch });
    }
    if (!api) return undefined;
    if (token) return new AmeideClient({ baseUrl: api, token, fetch: edge.fetch });
    if (!id || !secret || !issuer) return undefined;
    const response = await edge.fetch(`${issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
    });
    expect(response.ok, `${issuer} gives ${id} no token: ${response.status}`);
    const { access_token } = (await response.json()) as { access_token: string };
    return new AmeideClient({ baseUrl: api, token: access_token, fetch: edge.fetch });
  };
  return [
    {
      name: 'the story, by the SDK',
      async run() {
        const client = await signIn();
        if (!client) return NO_SIGN_IN;
        const stopping = new AbortController();
        const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE_MS)]);
        try {
          return await tell(client, await readFile(document, 'utf8'), signal);
        } finally {
          stopping.abort();
        }
      },
    },
  ];
}

/**
 * Tells it with a model and a chat of its own, which are removed at its end, however that is.
 * @returns what was seen
 * @throws Error that says what is wrong
 */
export async function tell(client: AmeideClient, document: string, signal: AbortSignal): Promise<string> {
  const title = `Smoke of ${new Date().toISOString().slice(0, 19)}`;
  const model = await client.importDocument({ title, kind: 'bpmn::collaboration', document });
  const removals: (() => Promise<unknown>)[] = [
    () => client.artifactCommands.deleteArtifact({ artifactId: model.artifactId }),
  ];
  const onChat = (threadId: string) => removals.unshift(() => client.chatCommands.deleteChat({ threadId }));
  try {
    return await workOn(client, model, { signal, onChat });
  } finally {
    for (const remove of removals) await remove().catch(() => undefined);
  }
}

interface Work {
  readonly signal: AbortSignal;
  /** Told of the chat as soon as there is one. */
  readonly onChat: (threadId: string) => void;
}

async function workOn(
  client: AmeideClient,
  { artifactId, ref, version }: ImportedDocument,
  { signal, onChat }: Work,
): Promise<string> {
  // The snapshot comes while the stream stays open: whatever holds streams back until they end would keep it.
  const watching = client.watchProjection(ref, { signal });
  const first = await watching.next();
  expect(!first.done && first.value.case === 'snapshot', 'WatchProjection does not begin with a snapshot');

  const request = 'Add a task "Check stock" after "Register the order"';
  const { threadId } = await client.chatArtifact.sendMessageFromArtifact(artifactId, request);
  onChat(threadId);
  let patchId = '';
  let frames = 0;
  for await (const { payload } of client.generate({ threadId }, { signal })) {
    frames += 1;
    if (payload.case === 'suggestion' && payload.value.suggestion.case === 'graphPatch') {
      patchId = payload.value.suggestion.value.patchId;
    }
    if (payload.case === 'status' && payload.value.state === RunState.FAILED) {
      throw new Error(`the run failed: ${payload.value.reason}`);
    }
  }
  expect(patchId !== '', `the agent proposes nothing, in ${frames} frames`);
  await client.graphPatches.applyPatch({ patchId, correlationId: crypto.randomUUID() });
  for (let next = await watching.next(); !next.done; next = await watching.next()) {
    if (next.value.case === 'delta') return `version ${version} to ${version + 1}, ${frames} frames, one delta`;
  }
  throw new Error('the change does not arrive on WatchProjection');
}
