import type { Random } from '../random.ts';
import { hostileDocument } from './documents.ts';
import { type MessageJson, poison } from './messages.ts';
import { manyOperations } from './operations.ts';
import { bearer, call, type HostileCase, nameOf, type Rpc, stringify } from './requests.ts';
import type { Answer } from './send.ts';
import { hostileText } from './values.ts';
import type { World } from './world.ts';

/** Which of an answer is an id. */
const idIn = (answer: Answer | undefined, name: string) =>
  new RegExp(`"${name}":\\{"id":"([^"]+)`).exec(answer?.text ?? '')?.[1];

/** A document is imported, and whatever came of it is read, watched, exported and edited. */
export function document(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const { name, bytes } = hostileDocument(random);
  const headers = { authorization: `Bearer ${world.editor}` };
  const viewing = { authorization: `Bearer ${world.viewer}` };
  const rpc = (wanted: string) => rpcs.find((one) => nameOf(one) === wanted)!;
  const create = { title: name, kind: 'bpmn::collaboration', idempotencyKey: crypto.randomUUID() };
  const about = (wanted: string, more: (ref: string) => MessageJson) => (answers: readonly Answer[]) => {
    const artifactId = idIn(answers[0], 'artifact');
    if (artifactId === undefined || answers[1]?.status !== 200) return undefined;
    return call(rpc(wanted), stringify(more(`artifacts/${artifactId}/main`)), viewing);
  };
  const edits = manyOperations(random);
  return {
    name: `${name}, ${bytes.length} bytes`,
    requests: [
      () => call(rpc('ArtifactCommandService.CreateArtifact'), stringify(create), headers),
      ([created]) => {
        const artifactId = idIn(created, 'artifact') ?? world.own.artifactId;
        const message = { artifactId, document: Buffer.from(bytes).toString('base64') };
        return call(rpc('ModelService.ImportModel'), stringify(message), headers);
      },
      about('ModelService.GetModel', (ref) => ({ ref })),
      about('ModelService.ExportModel', (ref) => ({ ref })),
      about('ProjectionService.WatchProjection', (ref) => ({ ref })),
      about('ProjectionService.GetProjection', (ref) => ({
        ref,
        tokenBudget: random.one([64, 4000, 200_000])!,
        focusIds: random.once(2) ? ['t', 't1'] : [],
      })),
      about('GraphPatchService.ProposePatch', (ref) => ({ ref, dryRun: true, operations: edits })),
    ],
  };
}

/** Patches that are right in themselves, and a lot. */
export function operations(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const propose = rpcs.find((one) => nameOf(one) === 'GraphPatchService.ProposePatch')!;
  const apply = rpcs.find((one) => nameOf(one) === 'GraphPatchService.ApplyPatch')!;
  const ref = random.once(2) ? world.own.largeRef : world.own.ref;
  const isDry = !random.once(6);
  const asked = manyOperations(random);
  const message = { ref, dryRun: isDry, operations: asked };
  const body = stringify(random.once(3) ? poison(message, random) : message);
  return {
    name: `${asked.length} operations${isDry ? '' : ', not dry'}`,
    requests: [
      () => call(propose, body, isDry ? bearer(world, random) : { authorization: `Bearer ${world.editor}` }),
      ([proposed]) => {
        const patchId = idIn(proposed, 'patch');
        if (patchId === undefined) return undefined;
        const approvedOperationIds = random.once(2) ? [] : ['0', hostileText(random).slice(0, 200)];
        return call(apply, stringify({ patchId, approvedOperationIds }), { authorization: `Bearer ${world.editor}` });
      },
    ],
  };
}

/** Many of one kind at once. */
export function crowd(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const { largeRef: ref } = world.own;
  const asked: readonly (readonly [rpc: string, message: MessageJson])[] = [
    ['ProjectionService.WatchProjection', { ref }],
    ['ProjectionService.GetProjection', { ref, tokenBudget: 200_000 }],
    ['ModelService.GetModel', { ref }],
    ['GraphPatchService.ProposePatch', { ref, dryRun: true, operations: manyOperations(random).slice(0, 50) }],
    ['InferenceService.Generate', { threadId: world.own.threadId, idempotencyKey: crypto.randomUUID() }],
    ['ArtifactQueryService.ListArtifacts', { pageSize: 100 }],
  ];
  const [name, message] = random.one(asked)!;
  const rpc = rpcs.find((one) => nameOf(one) === name)!;
  const atOnce = random.one([20, 60, 150])!;
  const body = stringify(message);
  return { name: `${atOnce} times ${name}`, atOnce, requests: [() => call(rpc, body, bearer(world, random))] };
}

const words = [
  'add',
  'a task',
  '"',
  'after',
  'connect',
  'Step',
  'with',
  'in lane',
  'ersetze',
  'und',
  'remove',
  'then',
  ',',
  'X',
];

/** What a person says to an agent. */
export function talk(world: World, rpcs: readonly Rpc[], random: Random): HostileCase {
  const rpc = (wanted: string) => rpcs.find((one) => nameOf(one) === wanted)!;
  const said = random.once(2)
    ? hostileText(random).slice(0, 100_000)
    : Array.from({ length: random.one([3, 40, 5000])! }, () => random.one(words)).join(' ');
  const headers = bearer(world, random);
  const message = { parts: [{ text: { text: said } }] };
  const { artifactId } = world.own;
  const sending = { artifactId, message, idempotencyKey: crypto.randomUUID() };
  return {
    name: `${said.length} characters`,
    requests: [
      () => call(rpc('ChatCommandService.EnsureChatForArtifactAndSendMessage'), stringify(sending), headers),
      ([sent]) => {
        const threadId = /"threadId":"([^"]+)"/.exec(sent?.text ?? '')?.[1];
        if (threadId === undefined) return undefined;
        const asking = { threadId, idempotencyKey: crypto.randomUUID() };
        return call(rpc('InferenceService.Generate'), stringify(asking), headers);
      },
    ],
  };
}
