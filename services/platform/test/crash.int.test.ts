import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RunState } from '@ameide/contracts/inference/v1/run';
import { createSignInTokenSource } from '@ameide/demo-login';
import { AmeideClient } from '@ameide/sdk';
import { freePort, until } from '@ameide/test-kit';
import { type PlatformProcess, startPlatformProcess } from './platform-process.ts';

const rounds = 20;
/** The kill comes at a random moment within so many milliseconds after the work has begun. */
const longestWork = 1_500;
const ended: readonly RunState[] = [RunState.COMPLETED, RunState.FAILED, RunState.CANCELLED];

const document = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="https://example.com/crash">
  <process id="Process">
    <startEvent id="Start" name="Begin" />
    <task id="Work" name="Work 0" />
    <endEvent id="End" name="Done" />
    <sequenceFlow id="F1" sourceRef="Start" targetRef="Work" />
    <sequenceFlow id="F2" sourceRef="Work" targetRef="End" />
  </process>
</definitions>
`;

const emptyLedger = (): Ledger => ({ messages: new Map(), commits: new Map(), runs: new Set() });

/** What the platform has acknowledged, and must know for ever. */
interface Ledger {
  /** By the id of the message. */
  readonly messages: Map<string, { readonly threadId: string; readonly text: string }>;
  /** By the id of the commit. */
  readonly commits: Map<string, { readonly version: number; readonly name: string }>;
  /** Runs of which a frame was seen. */
  readonly runs: Set<string>;
}

test(`${rounds} kills at random moments lose nothing that was acknowledged`, { timeout: 900_000 }, async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'ameide-crash-'));
  const port = await freePort();
  const start = () => startPlatformProcess(port, ['--data', data, '--no-samples']);
  const everything = emptyLedger();
  let platform: PlatformProcess | undefined;
  try {
    platform = await start();
    let client = connect(platform);
    const { artifactId, ref } = await client.importDocument({ title: 'Crash', kind: 'bpmn::collaboration', document });
    for (let round = 1; round <= rounds; round++) {
      const stop = new AbortController();
      const ledger = emptyLedger();
      const work = [chat(client, artifactId, ledger, stop.signal), edit(client, ref, ledger, stop.signal)];
      const moment = Math.floor(Math.random() * longestWork);
      await delay(moment);
      // Every other time the database dies with the platform, as it does when the power fails.
      if (round % 2 === 0) await killPostgres(data);
      await platform.end('SIGKILL');
      stop.abort();
      await Promise.all(work);

      platform = await start();
      client = connect(platform);
      await check(client, ref, ledger);
      for (const [id, message] of ledger.messages) everything.messages.set(id, message);
      for (const [id, commit] of ledger.commits) everything.commits.set(id, commit);
      for (const id of ledger.runs) everything.runs.add(id);
      t.diagnostic(
        `round ${round}: killed after ${moment} ms; ${ledger.messages.size} messages, ${ledger.commits.size} commits, ${ledger.runs.size} runs are there`,
      );
    }
    await check(client, ref, everything);
    const { messages, commits, runs } = everything;
    // There was something to lose; how much gets done between two kills depends on the machine.
    for (const acknowledged of [messages, commits, runs]) assert.ok(acknowledged.size >= rounds / 4);
    assert.equal(await platform.end('SIGINT'), 0);
    platform = undefined;
  } finally {
    await platform?.end('SIGINT');
    await rm(data, { recursive: true, force: true });
  }
});

function connect({ url, issuer }: PlatformProcess): AmeideClient {
  const token = createSignInTokenSource({ issuer, username: 'alice', password: 'alice' });
  return new AmeideClient({ baseUrl: url, token, deadlineMs: 10_000, retry: { attempts: 1 } });
}

async function killPostgres(data: string): Promise<void> {
  const [pid] = (await readFile(join(data, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

/** Sends messages and has them answered, until the platform is gone. */
async function chat(client: AmeideClient, artifactId: string, ledger: Ledger, signal: AbortSignal): Promise<void> {
  try {
    while (!signal.aborted) {
      const text = 'What happens after "Begin"?';
      const { threadId, messageId } = await client.chatArtifact.sendMessageFromArtifact(artifactId, text);
      ledger.messages.set(messageId, { threadId, text });
      for await (const frame of client.generate({ threadId }, { signal })) ledger.runs.add(frame.runId);
    }
  } catch {
    // Whatever was not acknowledged may be lost.
  }
}

/** Renames a task through patches, until the platform is gone. */
async function edit(client: AmeideClient, ref: string, ledger: Ledger, signal: AbortSignal): Promise<void> {
  try {
    while (!signal.aborted) {
      const name = `Work ${crypto.randomUUID()}`;
      const selector = { selector: { case: 'id', value: 'Work' } } as const;
      const operation = { id: 'rename', operation: { case: 'rename', value: { selector, name } } } as const;
      const { patch } = await client.graphPatches.proposePatch({ ref, operations: [operation] });
      const { commit } = await client.graphPatches.applyPatch({ patchId: patch!.id });
      ledger.commits.set(commit!.id, { version: commit!.version, name });
    }
  } catch {
    // Whatever was not acknowledged may be lost.
  }
}

async function check(client: AmeideClient, ref: string, ledger: Ledger): Promise<void> {
  for (const [id, { threadId, text }] of ledger.messages) {
    const { messages } = await client.chatQueries.getMessages({ threadId, pageSize: 200 });
    const [part] = messages.find((message) => message.id === id)?.parts ?? [];
    assert.equal(part?.kind.case === 'text' && part.kind.value.text, text, `message ${id}`);
  }
  const history = new Map<string, number>();
  for (let pageToken = ''; ; ) {
    const page = await client.models.listCommits({ ref, pageSize: 100, pageToken });
    for (const { id, version } of page.commits) history.set(id, version);
    if (page.nextPageToken === '') break;
    pageToken = page.nextPageToken;
  }
  assert.deepEqual(
    [...history.values()],
    Array.from({ length: history.size }, (_, n) => history.size - n),
  );
  for (const [id, { version }] of ledger.commits) assert.equal(history.get(id), version, `commit ${id}`);
  const newest = [...ledger.commits.values()].toSorted((a, b) => b.version - a.version)[0];
  if (newest) {
    const { text } = await client.exportDocument(`${ref}@${newest.version}`);
    assert.ok(text.includes(newest.name), `version ${newest.version} holds its name`);
  }
  for (const runId of ledger.runs) {
    const run = await endOf(client, runId);
    if (run.state === RunState.COMPLETED) {
      const { messages } = await client.chatQueries.getMessages({ threadId: run.threadId, pageSize: 200 });
      assert.ok(
        messages.some(({ id }) => id === run.messageId),
        `the answer "${run.messageId}" of run ${runId} (attempt ${run.attempt})`,
      );
    } else {
      assert.notEqual(run.reason, '', `the reason of run ${runId}`);
    }
  }
}

const endOf = (client: AmeideClient, runId: string) =>
  until(async () => {
    const { run } = await client.inference.getRun({ runId });
    return run && ended.includes(run.state) && run;
  });
