import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, loadConfig } from '@ameide/service-kit/config';
import { z } from 'zod';
import { temporalAddress, temporalConnection, temporalEnvironment } from './environment.ts';

const schema = z.object({ ...temporalEnvironment, OTHER: z.string().default('set') });
const address = 'temporal-frontend.temporal.svc:7233';
const read = (environment: Record<string, string>) => loadConfig(schema, { TEMPORAL_ADDRESS: address, ...environment });
const faultsOf = (environment: Record<string, string>) => {
  try {
    temporalConnection(read(environment));
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults.map((fault) => fault.split(/[.:]/, 1)[0]);
  }
  return [];
};

describe('the way to Temporal', () => {
  it('is plain unless something says otherwise', () => {
    assert.deepEqual(temporalConnection(read({})), { address });
    assert.deepEqual(temporalAddress(read({})), { address, tls: false });
    assert.deepEqual(temporalAddress(read({ TEMPORAL_TLS: 'true' })), { address, tls: true });
  });

  it('is TLS where there is a key or a certificate, which workers are not told', () => {
    assert.deepEqual(temporalConnection(read({ TEMPORAL_API_KEY: 'k' })), { address, apiKey: 'k', tls: {} });
    assert.deepEqual(temporalAddress(read({ TEMPORAL_API_KEY: 'k' })), { address, tls: true });
    const pair = {
      TEMPORAL_TLS_CLIENT_CERT_PATH: import.meta.filename,
      TEMPORAL_TLS_CLIENT_KEY_PATH: import.meta.filename,
    };
    const { tls } = temporalConnection(read({ ...pair, TEMPORAL_TLS_SERVER_NAME: 'temporal' }));
    assert.ok(typeof tls === 'object');
    assert.match(String(tls?.clientCertPair?.key), /the way to Temporal/);
    assert.equal(tls?.serverNameOverride, 'temporal');
  });

  it('is refused where it would give a key away, or lacks half of a pair, a file or a port', () => {
    assert.deepEqual(faultsOf({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }), ['TEMPORAL_TLS']);
    assert.deepEqual(faultsOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: import.meta.filename }), [
      'TEMPORAL_TLS_CLIENT_CERT_PATH',
    ]);
    assert.deepEqual(faultsOf({ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere' }), ['TEMPORAL_TLS_SERVER_CA_CERT_PATH']);
    assert.deepEqual(faultsOf({ TEMPORAL_ADDRESS: 'https://temporal' }), ['TEMPORAL_ADDRESS']);
  });
});
