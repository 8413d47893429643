import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { kubernetes } from './kubernetes.ts';

it('is there only if every program is, and can be run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kubernetes-bin-'));
  const controlPlane = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl'];
  const node = process.platform === 'linux' ? ['kube-proxy', 'kube-scheduler', 'kubelet'] : [];
  const programs = [...controlPlane, ...node].map((name) => join(folder, name));
  for (const program of programs) await writeFile(program, '', { mode: 0o755 });
  process.env.KUBERNETES_BIN = folder;
  assert.equal(await kubernetes.find(), folder);
  for (const program of programs) {
    await chmod(program, 0o644);
    assert.equal(await kubernetes.find(), null, program);
    await rm(program);
    assert.equal(await kubernetes.find(), null, program);
    await writeFile(program, '', { mode: 0o755 });
  }
  await rm(folder, { recursive: true });
});
