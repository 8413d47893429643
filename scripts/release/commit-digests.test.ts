import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { commitDigests } from './commit-digests.ts';
import { readDigest, writeDigestFiles } from './digest-files.ts';
import { readLane } from './lane.ts';
import { runProgram } from './program.ts';

test('commits the digest files of a release and pushes them, whatever else has happened meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-commit-'));
  const [origin, root, other] = ['origin', 'root', 'other'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const git = (cwd: string, ...args: string[]) => {
    const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    return runProgram('git', [...who, ...args], { cwd });
  };
  try {
    await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', origin);
    await git(folder, 'clone', '--quiet', origin, root);
    await git(root, 'config', 'user.name', 'Test');
    await git(root, 'config', 'user.email', 'test@example.com');
    await git(root, 'commit', '--quiet', '--allow-empty', '--message', 'first');
    await git(root, 'push', '--quiet', 'origin', 'HEAD:main');
    await git(folder, 'clone', '--quiet', origin, other);
    await git(other, 'commit', '--quiet', '--allow-empty', '--message', 'of somebody else');
    await git(other, 'push', '--quiet', 'origin', 'HEAD:main');

    const lane = await readLane(root, 'dev');
    const image = { graph: 'registry.example.com/ameide/gateway', digest: `sha256:${'a'.repeat(64)}` };
    await writeDigestFiles(lane.digests, new Map([['gateway', image]]));
    await writeFile(join(root, 'notes.txt'), 'not of the release');
    await git(root, 'add', 'notes.txt');
    assert.equal(await commitDigests({ root, lane, names: ['gateway'] }), true);
    assert.equal(await commitDigests({ root, lane, names: ['gateway'] }), false);

    const path = 'gitops/environments/dev/digests/gateway.yaml';
    assert.deepEqual(readDigest(await git(origin, 'show', `main:${path}`), path), image);
    const log = await git(origin, 'log', '--format=%s', 'main');
    assert.deepEqual(log.trim().split('\n'), ['release(dev): gateway', 'of somebody else', 'first']);
    assert.equal((await git(origin, 'ls-tree', '-r', '--name-only', 'main')).trim(), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
