import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { it } from 'node:test';
import { promisify } from 'node:util';

const script = `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
await import('@ameide/operator-kit/run');
console.log(JSON.stringify(loaded));
`;

it('comes without the generated clients and models, which an operator never needs', async () => {
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
  const loaded: readonly string[] = JSON.parse(stdout);
  assert.ok(loaded.some((url) => url.endsWith('/client-node/dist/config.js')));
  const generated = loaded.filter((url) => /\/client-node\/dist\/gen\/(models|apis|types)\//.test(url));
  assert.deepEqual(generated, []);
});
