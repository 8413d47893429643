import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLogger } from './logger.ts';

it('writes one JSON object per line, without secrets', () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 'threads', destination: { write: (line) => lines.push(line) } });
  logger.info({ token: 'hunter2', header: { authorization: 'Bearer hunter2', accept: 'text/xml' } }, 'hello');
  logger.debug('below the level');
  const [line] = lines.map((text) => JSON.parse(text));
  assert.equal(lines.length, 1);
  assert.deepEqual(
    [line.service, line.level, line.msg, line.header],
    ['threads', 'info', 'hello', { accept: 'text/xml' }],
  );
  assert.doesNotMatch(lines.join(), /hunter2/);
});
