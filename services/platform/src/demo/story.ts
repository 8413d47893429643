import { type Frame, RunState } from '@ameide/contracts/inference/v1/run';
import { createSignInTokenSource } from '@ameide/demo-login';
import {
  applyLayout,
  applyMutations,
  type Change,
  canonicalJson,
  type Graph,
  graphToJson,
  type Json,
  type Layout,
  layoutToJson,
} from '@ameide/graph-model';
import { changeFromWire, graphFromWire, layoutFromWire } from '@ameide/graph-model/wire';
import { bpmn } from '@ameide/notations/bpmn/node';
import { AmeideClient, type ProjectionEvent } from '@ameide/sdk';
import { diffLines } from 'diff';
import { rootKindOf } from '../root-kind.ts';
import { chooseAnchor } from './anchor.ts';
import { createCuttableFetch } from './cuttable-fetch.ts';
import type { Narrator } from './narrator.ts';

export interface StoryRequest {
  /** Where the platform answers. */
  readonly url: string;
  readonly issuer: string;
  readonly username: string;
  readonly password: string;
  readonly title: string;
  /** The BPMN document that the story is told on; it is imported as an artifact of its own. */
  readonly document: Uint8Array;
}

const NEW_TASK = 'Check compliance';
/** The connection is cut after so many frames of the run. */
const FRAMES_BEFORE_CUT = 4;
const PATIENCE_MS = 30_000;

/**
 * Tells the story of one conversation that changes one model, through the public SDK only.
 * @throws StoryError at the first step that is not as told
 */
export async function tellStory(request: StoryRequest, narrator: Narrator): Promise<void> {
  const { step, say } = narrator;
  const network = createCuttableFetch();
  const { url, issuer, username, password } = request;
  const token = createSignInTokenSource({ issuer, username, password });
  const client = new AmeideClient({ baseUrl: url, token, fetch: network.fetch });

  step(`Sign in as ${username} and open the artifact`);
  const { artifactId, ref, version } = await open(client, request, narrator);
  const before = await client.models.getModel({ ref });
  const anchor = chooseAnchor(before.graph!);
  narrator.expect(anchor !== null, 'the model has a flow to add a task to');
  const stop = AbortSignal.timeout(PATIENCE_MS * 2);
  const watching = client.watchProjection(ref, { signal: stop });
  const first = await watching.next();
  narrator.expect(!first.done && first.value.case === 'snapshot', 'WatchProjection begins with a snapshot');
  const shown = modelOf(first.value as ProjectionEvent);
  narrator.expect(shown.version === version, `the snapshot shows version ${version}`);

  step('Send a message from the artifact');
  const text = `Add a task "${NEW_TASK}" after "${anchor.reference}"`;
  say(`${username}: ${text}`);
  const idempotencyKey = crypto.randomUUID();
  const sent = await client.chatArtifact.sendMessageFromArtifact(artifactId, text, { idempotencyKey });
  const repeated = await client.chatArtifact.sendMessageFromArtifact(artifactId, text, { idempotencyKey });
  narrator.expect(sent.isNewChat, `EnsureChatForArtifactAndSendMessage made the chat ${sent.threadId}`);
  narrator.expect(repeated.messageId === sent.messageId, 'a repeat with the same key is the same message');

  step('The agent answers; half way the connection is cut');
  const run = await listen(client, sent.threadId, network.cut, narrator);

  step('Review what the agent proposes');
  const { patch } = await client.graphPatches.getPatch({ patchId: run.patchId });
  narrator.expect(patch?.preview !== undefined, `ProposePatch stored the patch "${patch?.title}"`);
  const isOfAgent = patch.proposedBy !== '' && patch.onBehalfOf !== '' && patch.runId !== '';
  narrator.expect(isOfAgent, `the agent ${patch.proposedBy} proposes it on behalf of ${username}`);
  for (const line of patch.preview.summary) say(line);

  step('Approve it');
  const correlationId = crypto.randomUUID();
  const applied = await client.graphPatches.applyPatch({ patchId: patch.id, expectedVersion: version, correlationId });
  narrator.expect(applied.commit?.version === version + 1, `ApplyPatch made version ${version + 1}`);
  const again = await client.graphPatches.applyPatch({ patchId: patch.id, expectedVersion: version, correlationId });
  narrator.expect(again.commit?.id === applied.commit.id, 'a repeat with the same correlation id is the same commit');

  step('The change arrives on WatchProjection');
  const next = await watching.next();
  narrator.expect(!next.done && next.value.case === 'delta', 'one delta arrives');
  const { value: delta } = next.value as Extract<ProjectionEvent, { case: 'delta' }>;
  narrator.expect(
    delta.correlationId === correlationId && delta.toVersion === version + 1,
    'it is the one of this approval',
  );
  const change = changeFromWire(delta.change!);
  const graph = applyMutations(shown.graph, change.semantic);
  const layout = applyLayout(shown.layout, change.layout);
  const after = await client.models.getModel({ ref });
  const same = sameModel(
    { graph, layout },
    { graph: graphFromWire(after.graph!), layout: layoutFromWire(after.layout!) },
  );
  narrator.expect(same, 'the snapshot with the delta is the model as it is now');
  await watching.return();

  step('Export the BPMN');
  await checkExport(client, ref, request.document, { graph, layout }, change, narrator);
}

async function open(client: AmeideClient, { title, document }: StoryRequest, narrator: Narrator) {
  const { artifactId, ref, version } = await client.importDocument({
    title,
    kind: rootKindOf(document),
    document,
  });
  const { artifact } = await client.artifactQueries.getArtifact({ artifactId });
  narrator.expect(artifact?.title === title, `the artifact "${title}" is at /artifact/${artifactId}`);
  const exported = await client.exportDocument(ref);
  narrator.expect(Buffer.compare(exported.document, document) === 0, 'an export without changes gives the same bytes');
  narrator.say(`ref ${ref}@${version}`);
  return { artifactId, ref, version };
}

/** Follows the run over a cut connection, and checks every frame. */
async function listen(client: AmeideClient, threadId: string, cut: () => number, narrator: Narrator) {
  const { say, write } = narrator;
  const indexes: number[] = [];
  const seen = new Map<string, number>();
  const called: string[] = [];
  let answer = '';
  let patchId = '';
  let inAnswer = false;
  let cuts = 0;
  let last: Frame | undefined;
  const line = (text: string) => {
    if (inAnswer) write('\n');
    inAnswer = false;
    say(text);
  };
  for await (const frame of client.generate({ threadId }, { signal: AbortSignal.timeout(PATIENCE_MS) })) {
    const { payload } = frame;
    seen.set(payload.case ?? '', (seen.get(payload.case ?? '') ?? 0) + 1);
    if (payload.case !== 'heartbeat') indexes.push(frame.index);
    last = frame;
    switch (payload.case) {
      case 'token':
        if (!inAnswer) write('   agent: ');
        inAnswer = true;
        answer += payload.value.text;
        write(payload.value.text.replaceAll('\n', '\n   '));
        break;
      case 'toolCall':
        called.push(payload.value.name);
        line(`agent calls ${payload.value.name}`);
        break;
      case 'toolResult':
        line(
          `${payload.value.name} ${payload.value.ok ? 'answers' : 'fails'}: ${payload.value.summary.split('\n')[0]}`,
        );
        break;
      case 'suggestion':
        if (payload.value.suggestion.case === 'graphPatch') patchId = payload.value.suggestion.value.patchId;
        line('agent suggests a graph patch');
        break;
      case 'error':
        line(`error ${payload.value.reason}: ${payload.value.message}`);
        break;
    }
    if (indexes.length === FRAMES_BEFORE_CUT && cuts === 0) {
      cuts = cut();
      line(`-- connection cut after frame ${frame.index} --`);
    }
  }
  if (inAnswer) write('\n');
  const status = last?.payload.case === 'status' ? last.payload.value : undefined;
  narrator.expect(cuts > 0, 'the connection was cut while the agent was answering');
  narrator.expect(status?.state === RunState.COMPLETED, 'the run completed');
  const contiguous = indexes.every((index, position) => index === position + 1);
  narrator.expect(contiguous, `frames 1 to ${indexes.length} arrived, each exactly once and in order`);
  for (const kind of ['token', 'toolCall', 'toolResult', 'suggestion', 'usage', 'heartbeat'] as const) {
    narrator.expect((seen.get(kind) ?? 0) > 0, `${seen.get(kind) ?? 0} ${kind} frames`);
  }
  narrator.expect(
    called.includes('GetProjection') && called.includes('ProposePatch'),
    `tools called: ${called.join(', ')}`,
  );
  const { messages } = await client.chatQueries.getMessages({ threadId });
  const recorded = messages.find(({ id }) => id === status.messageId);
  const recordedText = recorded?.parts.map(({ kind }) => (kind.case === 'text' ? kind.value.text : '')).join('') ?? '';
  narrator.expect(recordedText === answer, 'the chat keeps what the agent said');
  return { patchId };
}

function modelOf(event: ProjectionEvent): { version: number; graph: Graph; layout: Layout } {
  if (event.case !== 'snapshot') throw new Error('a delta is not a model');
  const { version, graph, layout } = event.value;
  return { version, graph: graphFromWire(graph!), layout: layoutFromWire(layout!) };
}

interface Model {
  readonly graph: Graph;
  readonly layout: Layout;
}

/** Maps are compared by what they hold: a reader of the document meets new elements in another order than a delta adds them. */
function sameModel(a: Model, b: Model): boolean {
  return graphText(a.graph) === graphText(b.graph) && layoutText(a.layout) === layoutText(b.layout);
}

const graphText = (graph: Graph) => canonicalJson(graphToJson(sorted(graph)) as unknown as Json);

function layoutText({ bounds, waypoints, labels }: Layout): string {
  const byId = {
    bounds: new Map([...bounds].sort()),
    waypoints: new Map([...waypoints].sort()),
    labels: new Map([...labels].sort()),
  };
  return canonicalJson(layoutToJson(byId) as unknown as Json);
}

function sorted({ nodes, edges }: Graph): Graph {
  const byId = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);
  return { nodes: new Map([...nodes].sort(byId)), edges: new Map([...edges].sort(byId)) };
}

async function checkExport(
  client: AmeideClient,
  ref: string,
  original: Uint8Array,
  model: Model,
  change: Change,
  narrator: Narrator,
) {
  const { say } = narrator;
  const [before, after] = [decode(original), decode((await client.exportDocument(ref)).document)];
  const known = new Set(bpmn.validate(before).map(({ message }) => message));
  const violations = bpmn.validate(after).filter(({ message }) => !known.has(message));
  narrator.expect(
    violations.length === 0,
    known.size === 0 ? 'it is valid by the BPMN 2.0 schema' : 'it has no new violations of the schema',
  );
  const read = bpmn.read(after);
  narrator.expect(read.ok && sameModel(read, model), 'it says what the model says');
  const parts = diffLines(before, after);
  const count = (wanted: 'added' | 'removed') =>
    parts.filter((part) => part[wanted]).reduce((lines, part) => lines + part.count, 0);
  for (const part of parts) {
    if (!part.added && !part.removed) continue;
    for (const line of part.value.trimEnd().split('\n')) say(`${part.added ? '+' : '-'} ${line.trim()}`);
  }
  const total = before.split('\n').length;
  const told = `of ${total} lines ${count('removed')} changed and ${count('added')} came in their place or anew`;
  narrator.expect(count('added') > 0 && count('removed') <= linesOf(change), told);
  narrator.expect(after.includes(NEW_TASK), `"${NEW_TASK}" is in the document`);
}

/** How many lines of the old document a change may touch: those that say what it changes, and nothing else. */
function linesOf({ semantic, layout }: Change): number {
  const places = layout.map((mutation) => {
    if (mutation.before === null) return 0;
    return mutation.type === 'waypoints_set' ? mutation.before.length : 1;
  });
  // A retargeted flow is named by its own line and by those of its old and its new target.
  return semantic.length * 3 + places.reduce((sum, lines) => sum + lines, 0);
}

const decode = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
