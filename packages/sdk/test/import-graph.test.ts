import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

it('the browser entry reaches no module of Node', async () => {
  const reached: string[] = [];
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      reached.push(resolved.url);
      return resolved;
    },
  });
  const { AmeideClient } = await import('@ameide/sdk');
  hooks.deregister();
  assert.equal(typeof AmeideClient, 'function');
  assert.ok(reached.some((url) => url.includes('connect-web')));
  assert.deepEqual(
    reached.filter((url) => url.startsWith('node:') || url.includes('connect-node')),
    [],
  );
  const own = reached.filter((url) => url.includes('/packages/sdk/src/'));
  for (const url of own)
    assert.doesNotMatch(readFileSync(fileURLToPath(url), 'utf8'), /\b(?:Buffer|process|require)\b[.(]/);
});
