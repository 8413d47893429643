import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { root } from './gitops/helmfile.ts';

interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message?: string;
}

const READY: readonly Condition[] = [
  { type: 'Ready', status: 'True', reason: 'Available', message: '2 of 2 replicas serve.' },
  { type: 'Reconciling', status: 'False', reason: 'Settled' },
  { type: 'Stalled', status: 'False', reason: 'Proceeding' },
  { type: 'Degraded', status: 'False', reason: 'Healthy' },
];

describe('the health that Argo CD sees', { skip: !process.env.LUA && 'needs lua (pnpm components)' }, () => {
  it('is that of the conditions', async () => {
    assert.equal(await health(READY), 'Healthy 2 of 2 replicas serve.');
  });

  it('is that of the spec as it is now, and of nothing before anybody has looked', async () => {
    assert.equal(
      await health(READY, { observed: 1 }),
      'Progressing The operator has not looked at the last change yet.',
    );
    assert.equal(await health(), 'Progressing No operator has looked at it yet.');
  });

  it('waits while something is on its way, and gives up when somebody has to change something', async () => {
    const waits = changed({
      Ready: ['False', 'Progressing', 'Keycloak cannot be reached.'],
      Reconciling: ['True', 'Waiting'],
    });
    assert.equal(await health(waits), 'Progressing Keycloak cannot be reached.');
    const stalled = changed({
      Ready: ['False', 'GatewayApiMissing', 'Install the Gateway API.'],
      Stalled: ['True', 'GatewayApiMissing', 'Install the Gateway API.'],
    });
    assert.equal(await health(stalled), 'Degraded Install the Gateway API.');
    const suspended = [...READY, { type: 'Suspended', status: 'True', reason: 'Asked' } as const];
    assert.equal(await health(suspended), 'Suspended Asked');
  });

  it('does not hold up what comes after something that works less well than it should', async () => {
    const degraded = changed({ Degraded: ['True', 'Slow', 'One of 2 replicas does not serve.'] });
    assert.equal(await health(degraded), 'Healthy One of 2 replicas does not serve.');
  });
});

/** READY with some conditions changed: status, reason, message. */
function changed(by: Readonly<Record<string, readonly [Condition['status'], string, string?]>>): Condition[] {
  return READY.map((condition) => {
    const [status, reason, message] = by[condition.type] ?? [];
    return status === undefined
      ? condition
      : { type: condition.type, status, reason: reason!, ...(message && { message }) };
  });
}

/** Status and message of an object of generation 2 with these conditions. */
async function health(conditions?: readonly Condition[], { observed = 2 } = {}): Promise<string> {
  const told = conditions?.map((condition) => ({ ...condition, observedGeneration: observed }));
  const object = { metadata: { generation: 2 }, ...(told && { status: { conditions: told } }) };
  const check = await readFile(join(root, 'gitops/argocd/files/health.lua'), 'utf8');
  const script = `obj = ${luaOf(object)}\nlocal function health()\n${check}\nend\nlocal said = health()\nprint(said.status .. " " .. said.message)\n`;
  const folder = await mkdtemp(join(tmpdir(), 'ameide-lua-'));
  try {
    const file = join(folder, 'health.lua');
    await writeFile(file, script);
    const { stdout } = await promisify(execFile)(process.env.LUA!, [file]);
    return stdout.trim();
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A value as Lua writes it. */
function luaOf(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(luaOf).join(', ')}}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `[${JSON.stringify(key)}] = ${luaOf(each)}`)
    .join(', ')}}`;
}
