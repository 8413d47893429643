import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { REGISTRY } from '../cluster/addresses.ts';
import { DOMAIN, PUBLIC_PORT, root } from './place.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

test('k3d makes a cluster as the lane local wants it', () => {
  const { metadata, servers, agents, ports, registries, options } = parse(readFileSync(join(root, 'k3d.yaml'), 'utf8'));
  const [name, port] = REGISTRY.split(':');
  assert.deepEqual([metadata.name, servers, agents], ['ameide', 1, 1]);
  assert.deepEqual(
    ports.map((each: { port: string }) => each.port),
    ['8080:80', `${PUBLIC_PORT}:443`],
  );
  assert.deepEqual([registries.create.name, registries.create.hostPort], [name, port]);
  assert.deepEqual(Object.keys(parse(registries.config).mirrors), [REGISTRY]);
  assert.equal(options.k3s.extraArgs[0].arg, '--disable=traefik');
});

test('the dev container calls commands that there are, and shows the port that browsers name', () => {
  const text = readFileSync(join(root, '.devcontainer/devcontainer.json'), 'utf8');
  const container = JSON.parse(text.replace(/^\s*\/\/.*$/gm, ''));
  for (const line of [container.postCreateCommand, container.postStartCommand]) {
    for (const [, command] of line.matchAll(/pnpm@12 (\S+)/g))
      assert.ok(command === 'install' || command in scripts, command);
  }
  assert.ok(container.forwardPorts.includes(PUBLIC_PORT));
  assert.ok(container.runArgs.includes(`--add-host=auth.${DOMAIN}:127.0.0.1`));
});
