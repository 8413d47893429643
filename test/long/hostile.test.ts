import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runHostile } from './hostile/run.ts';
import { isRunning, loopReporting, readLoop } from './hostile/target.ts';
import { nobody, startWorld, type World } from './hostile/world.ts';

/** Less than the 400 ms for which the planted server holds its loop, in ms. */
const PLANTED_TURN_MS = 300;

test('a slice of the hostile run: no answer is a fault, nothing hangs, nobody else is refused', async (t) => {
  const world = await startWorld();
  try {
    const figures = await runHostile(world, { seed: 'slice', cases: 250, forMs: 20_000 });
    t.diagnostic(figures.table((number) => `pnpm test:long --hostile --seed slice --only ${number}`));
    assert.deepEqual(figures.faults(), []);
    assert.equal((await fetch(`${world.url}/readyz`)).status, 200);
  } finally {
    await world.end();
  }
});

test('a server with faults is found out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-planted-'));
  const { env, socket } = loopReporting(folder);
  const main = fileURLToPath(new URL('./hostile/planted/server.ts', import.meta.url));
  const start = async (): Promise<World & { readonly child: ReturnType<typeof spawn> }> => {
    const child = spawn(process.execPath, [main], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    const [port] = (await once(child.stdout!, 'data')) as [Buffer];
    const url = `http://127.0.0.1:${String(port).trim()}`;
    const alive = () => child.exitCode === null && isRunning(child.pid!);
    return { ...nobody, url, alive, loop: () => readLoop(socket), end: async () => void child.kill(), child };
  };
  const planted = ['internal', 'stack_trace', 'hang', 'crash'];
  const found = new Set<string>();
  let worstTurnMs = 0;
  try {
    // It ends on some requests, and goes on as another process.
    const isDone = () => worstTurnMs >= PLANTED_TURN_MS && planted.every((fault) => found.has(fault));
    for (let seed = 0; seed < 20 && !isDone(); seed += 1) {
      const world = await start();
      const figures = await runHostile(world, { seed: String(seed), cases: 60, forMs: 60_000, deadlineMs: 1500 });
      for (const fault of figures.faults()) found.add(fault);
      worstTurnMs = Math.max(worstTurnMs, figures.worstTurnMs);
      await world.end();
      await rm(socket, { force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (const fault of ['internal', 'stack_trace', 'hang', 'crash'])
    assert.ok(found.has(fault), `${fault}: ${[...found]}`);
  assert.ok(worstTurnMs >= PLANTED_TURN_MS, `a turn of 400 ms was not seen: ${worstTurnMs} ms`);
});
