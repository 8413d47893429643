import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signIn } from '@ameide/demo-login';
import { startPlatformProcess } from '@ameide/platform/testing';
import { AmeideClient } from '@ameide/sdk';
import { freePort } from '@ameide/test-kit';
import { isRunning, loopReporting, readLoop, type Target } from './target.ts';

/** One of everything that an RPC names. */
export interface Belongings {
  readonly artifactId: string;
  readonly ref: string;
  /** Of a model with pools, lanes and a drawing. */
  readonly largeRef: string;
  readonly threadId: string;
  readonly patchId: string;
  readonly runId: string;
  readonly resumeToken: string;
  readonly document: string;
}

/** A platform with two tenants. */
export interface World extends Target {
  /** Access tokens: an editor and a viewer of one tenant, and the caller of the other one who is watched. */
  readonly editor: string;
  readonly viewer: string;
  readonly canary: string;
  readonly own: Belongings;
  readonly foreign: Belongings;
  /** What the log says about a request that failed. */
  logOf(requestId: string): Promise<string>;
  end(): Promise<void>;
}

/** What a world has that serves nobody in particular. */
export const nobody = (() => {
  const own = {
    artifactId: '',
    ref: '',
    largeRef: '',
    threadId: '',
    patchId: '',
    runId: '',
    resumeToken: '',
    document: '',
  };
  return { editor: 'a', viewer: 'b', canary: 'c', own, foreign: own, logOf: async () => '' };
})();

const document = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="urn:hostile">
  <process id="Process"><startEvent id="Start" /><task id="Work" name="Step" /><endEvent id="End" />
    <sequenceFlow id="F1" sourceRef="Start" targetRef="Work" /><sequenceFlow id="F2" sourceRef="Work" targetRef="End" />
  </process>
</definitions>
`;
const sample = fileURLToPath(new URL('../../../services/platform/samples/order-to-cash.bpmn', import.meta.url));

/** Starts a whole platform in a process of its own, whose event loop is watched, on a folder that goes with it. */
export async function startWorld(): Promise<World> {
  const data = await mkdtemp(join(tmpdir(), 'ameide-hostile-'));
  const { env, socket } = loopReporting(data);
  const args = ['--data', join(data, 'platform'), '--no-samples'];
  const platform = await startPlatformProcess(await freePort(), args, env);
  const end = async () => {
    await platform.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  };
  try {
    const { url, issuer, pid } = platform;
    const enter = async (username: string) => (await signIn({ issuer, username, password: username })).accessToken;
    const [editor, viewer, canary] = await Promise.all([enter('alice'), enter('bob'), enter('carol')]);
    const [own, foreign] = [await settle(url, editor), await settle(url, canary)];
    const alive = () => isRunning(pid);
    const logOf = (requestId: string) => failureIn(join(data, 'platform', 'platform.log'), requestId);
    return { logOf, url, editor, viewer, canary, own, foreign, alive, loop: () => readLoop(socket), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function settle(url: string, token: string): Promise<Belongings> {
  const client = new AmeideClient({ baseUrl: url, token });
  const kind = 'bpmn::collaboration';
  const { artifactId, ref } = await client.importDocument({ title: 'Small', kind, document });
  const large = await client.importDocument({ title: 'Large', kind, document: await readFile(sample, 'utf8') });
  const { threadId } = await client.chatArtifact.sendMessageFromArtifact(artifactId, 'What follows Step?');
  let [runId, resumeToken] = ['', ''];
  for await (const frame of client.generate({ threadId })) ({ runId, resumeToken } = frame);
  const selector = { selector: { case: 'id', value: 'Work' } } as const;
  const rename = { id: 'rename', operation: { case: 'rename', value: { selector, name: 'Renamed' } } } as const;
  const { patch } = await client.graphPatches.proposePatch({ ref, operations: [rename] });
  return { artifactId, ref, largeRef: large.ref, threadId, patchId: patch!.id, runId, resumeToken, document };
}

async function failureIn(log: string, requestId: string): Promise<string> {
  const lines = (await readFile(log, 'utf8')).split('\n');
  const line = lines.find((one) => one.includes(requestId) && one.includes('"err"'));
  if (line === undefined) return '';
  const { err } = JSON.parse(line) as { readonly err: { readonly stack?: string; readonly message?: string } };
  return (err.stack ?? err.message ?? '').split('\n').slice(0, 6).join(' ');
}
