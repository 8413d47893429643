import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServiceError, toConnectError } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';
import { failureOf, isFinal } from './failure.ts';

const answer = (...[code, reason, message]: ConstructorParameters<typeof ServiceError>) =>
  toConnectError(new ServiceError(code, reason, message), 'r1');

describe('an error of another service', () => {
  it('fails a run when the service has a reason for it', () => {
    const limit = answer('failed_precondition', 'step_limit_reached', 'Too many steps.');
    assert.deepEqual(failureOf(limit), { reason: 'step_limit_reached', message: 'Too many steps.' });
    const model = answer('unavailable', 'model_unavailable', 'No model answers.');
    assert.deepEqual(failureOf(model), { reason: 'model_unavailable', message: 'No model answers.' });
    assert.equal(failureOf(toConnectError(new Error('a bug'), 'r1'))?.reason, 'internal');
  });

  it('interrupts a run when another attempt may go better', () => {
    assert.equal(failureOf(answer('unavailable', 'server_stopping', 'Bye.')), undefined);
    assert.equal(failureOf(new ConnectError('connection reset', Code.Aborted)), undefined);
    assert.equal(failureOf(new TypeError('fetch failed')), undefined);
  });

  it('is final when asking again cannot help', () => {
    assert.equal(isFinal(answer('not_found', 'thread_not_found', 'Gone.')), true);
    assert.equal(isFinal(answer('unavailable', 'server_stopping', 'Bye.')), false);
    assert.equal(isFinal(new Error('connection reset')), false);
  });
});
