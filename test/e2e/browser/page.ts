import type { Frame } from '@ameide/contracts/inference/v1/run';
import { AmeideClient, type AmeideError, type ProjectionEvent } from '@ameide/sdk';
import { accessToken, completeSignIn, leaveForSignIn } from './sign-in.ts';

/** What the test sees of the page: the SDK, and what has arrived so far. */
export interface ArtifactPage {
  readonly client: AmeideClient;
  readonly frames: SeenFrame[];
  readonly events: SeenEvent[];
  /** How the run was followed to its end. */
  outcome: 'following' | 'ended' | AmeideError;
  leaveForSignIn(returnTo: string): Promise<void>;
  generate(threadId: string): Promise<void>;
  watch(ref: string): Promise<void>;
}

export interface SeenFrame {
  readonly index: number;
  readonly kind: string;
  readonly text: string;
  readonly patchId: string;
  /** How many connections had been opened when it arrived. */
  readonly connection: number;
}

export interface SeenEvent {
  readonly kind: string;
  readonly version: number;
  readonly added: readonly string[];
}

declare global {
  interface Window {
    readonly page: ArtifactPage;
  }
}

let connections = 0;
const countingFetch: typeof fetch = (input, init) => {
  if (/InferenceService\/(Generate|Resume)$/.test(String(input))) connections += 1;
  return fetch(input, init);
};

const page: ArtifactPage = {
  client: new AmeideClient({ baseUrl: location.origin, token: accessToken, fetch: countingFetch }),
  frames: [],
  events: [],
  outcome: 'following',
  leaveForSignIn,
  async generate(threadId) {
    try {
      for await (const frame of page.client.generate({ threadId })) {
        if (frame.payload.case === 'heartbeat') continue;
        page.frames.push(seenFrame(frame));
      }
      page.outcome = 'ended';
    } catch (error) {
      page.outcome = error as AmeideError;
    }
  },
  async watch(ref) {
    for await (const event of page.client.watchProjection(ref)) page.events.push(seenEvent(event));
  },
};

function seenFrame({ index, payload }: Frame): SeenFrame {
  const suggestion = payload.case === 'suggestion' ? payload.value.suggestion.value : undefined;
  return {
    index,
    kind: payload.case ?? '',
    text: payload.case === 'token' ? payload.value.text : '',
    patchId: suggestion?.patchId ?? '',
    connection: connections,
  };
}

function seenEvent(event: ProjectionEvent): SeenEvent {
  if (event.case === 'snapshot') return { kind: event.case, version: event.value.version, added: [] };
  const mutations = event.value.change?.semantic ?? [];
  const added = mutations.flatMap(({ mutation }) => (mutation.case === 'nodeAdded' ? [mutation.value.name] : []));
  return { kind: event.case, version: event.value.toVersion, added };
}

Object.assign(window, { page });
if (location.pathname === '/callback') await completeSignIn();
