import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { loadConfig } from './load-config.ts';

const schema = z.object({
  PORT: z.coerce.number().int().max(65535).default(8080),
  SECRET: z.string().min(32),
  ISSUER: z.url(),
});

it('reads a configuration into a frozen value; an empty variable is one that is not set', () => {
  const config = loadConfig(schema, { PORT: '', SECRET: 'x'.repeat(32), ISSUER: 'https://id.example.com', HOME: '/' });
  assert.deepEqual(config, { PORT: 8080, SECRET: 'x'.repeat(32), ISSUER: 'https://id.example.com' });
  assert.ok(Object.isFrozen(config));
});

it('lists every fault at once, and never the values', () => {
  assert.throws(
    () => loadConfig(schema, { PORT: '70000', SECRET: 'hunter2' }),
    (error) => {
      assert.ok(error instanceof ConfigError);
      assert.deepEqual(
        error.faults.map((fault) => fault.split(':', 1)[0]),
        ['PORT', 'SECRET', 'ISSUER'],
      );
      assert.equal(error.faults.at(-1), 'ISSUER: must be set');
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    },
  );
});
