import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';

interface Line {
  /** What the program says of itself, in order. */
  readonly step?: string;
  /** What it logs. */
  readonly msg?: string;
  readonly port?: number;
  readonly metricsPort?: number;
}

const program = join(import.meta.dirname, 'fixtures/process.ts');

/** Runs the program to its end, and tells of every line. */
async function run(env: Record<string, string>, onLine: (line: Line, end: () => void) => unknown = () => {}) {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, PORT: '0', METRICS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const errors = child.stderr.toArray();
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const steps: string[] = [];
  const logged = new Set<string>();
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    if (line.step) steps.push(line.step);
    if (line.msg) logged.add(line.msg);
    await onLine(line, () => child.kill('SIGTERM'));
  }
  return { code: await exited, steps, logged, errors: (await errors).join('') };
}

describe('a process', () => {
  it('serves health and metrics until it is told to end, and ends the last first, whatever goes wrong', async () => {
    const answers: number[] = [];
    const { code, steps, logged } = await run({ BEHAVIOUR: 'serves' }, async ({ msg, port, metricsPort }, end) => {
      if (msg !== 'listening') return;
      for (const path of [`${port}/healthz`, `${port}/nowhere`, `${metricsPort}/metrics`, `${metricsPort}/nowhere`])
        answers.push((await fetch(`http://127.0.0.1:${path}`)).status);
      end();
    });
    assert.deepEqual([answers, steps, code], [[200, 404, 200, 404], ['second ended', 'first ended'], 0]);
    assert.deepEqual(logged, new Set(['listening', 'stop failed']));
  });

  it('that cannot start says why, ends what has started, and fails', async () => {
    const { code, steps, logged } = await run({ BEHAVIOUR: 'fails' });
    assert.deepEqual([steps, code], [['second ended', 'first ended'], 1]);
    assert.deepEqual(logged, new Set(['cannot start', 'stop failed']));
  });

  it('whose configuration cannot be used says so in plain words', async () => {
    const refused = await run({ BEHAVIOUR: 'refuses' });
    assert.deepEqual([refused.code, refused.errors], [1, 'The configuration is not usable:\n  PLACE: is not there\n']);
    const unread = await run({ BEHAVIOUR: 'sulks', LOG_LEVEL: 'loud' });
    assert.equal(unread.code, 1);
    assert.match(unread.errors, /LOG_LEVEL[\s\S]*BEHAVIOUR/);
  });

  it('that finds its port for metrics taken cannot start', async () => {
    const other = createServer().listen(0);
    await new Promise((resolve) => other.once('listening', resolve));
    const port = String((other.address() as AddressInfo).port);
    const { code, steps, logged } = await run({ BEHAVIOUR: 'serves', METRICS_PORT: port });
    other.close();
    assert.deepEqual([steps, logged, code], [[], new Set(['cannot start']), 1]);
  });

  it('that is told to end while it starts ends everything all the same', async () => {
    const { code, steps } = await run({ BEHAVIOUR: 'dawdles' }, ({ step }, end) => step === 'dawdling' && end());
    assert.deepEqual([steps.sort(), code], [['dawdling', 'first ended', 'last ended', 'second ended'], 0]);
  });
});
