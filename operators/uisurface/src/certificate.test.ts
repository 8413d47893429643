import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CERTIFICATE, REFERENCE_GRANT } from '@ameide/primitives/objects';
import { testSettings } from '@ameide/primitives/testing';
import { aCluster, aSurface, HOST, NAME } from './uisurface.fixture.ts';

const surface = aSurface({ certificate: { issuer: { name: 'letsencrypt' } } });

/** Runs, is reached, and asks for a certificate. */
function running(missing: Parameters<typeof aCluster>[0] = {}) {
  const cluster = aCluster(missing);
  cluster.reconcile(surface);
  cluster.rollOut();
  cluster.answerRoute();
  return cluster;
}

describe('the certificate of a UISurface', () => {
  it('is none unless the spec asks for one', () => {
    const cluster = running();
    cluster.reconcile(aSurface());
    assert.deepEqual([cluster.all(CERTIFICATE), cluster.all(REFERENCE_GRANT)], [[], []]);
    assert.equal(cluster.status(aSurface()).conditions?.CertificateReady?.reason, 'NotAsked');
  });

  it('is for its hosts, in a Secret that the Gateway’s namespace may refer to, and nobody else’s', () => {
    const cluster = running();
    assert.deepEqual(cluster.spec(CERTIFICATE), {
      secretName: `${NAME}-tls`,
      dnsNames: [HOST],
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' },
    });
    assert.deepEqual(cluster.spec(REFERENCE_GRANT), {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: testSettings.gatewayNamespace }],
      to: [{ group: '', kind: 'Secret', name: `${NAME}-tls` }],
    });
  });

  it('is as far as cert-manager says of it as it is now', () => {
    const cluster = running();
    const { generation } = cluster.get(CERTIFICATE, NAME)!.metadata;
    const say = (...conditions: readonly object[]) => {
      const current = conditions.map((each) => ({ observedGeneration: generation, ...each }));
      cluster.change(CERTIFICATE, NAME, { status: { conditions: current } });
      const { phase, degraded, conditions: said } = cluster.status(surface);
      return [phase, degraded?.reason, said?.CertificateReady?.reason, said?.CertificateReady?.message];
    };
    const issued = { type: 'Ready', status: 'True', reason: 'Ready' };
    assert.deepEqual(say({ type: 'Ready', status: 'False', reason: 'DoesNotExist', message: 'Issuing' }), [
      'ready',
      undefined,
      'Pending',
      'Issuing',
    ]);
    assert.deepEqual(say(issued).slice(0, 3), ['ready', undefined, 'Issued']);
    assert.equal(say({ ...issued, observedGeneration: generation! - 1 })[2], 'Pending');
    const failed = { type: 'Issuing', status: 'False', reason: 'Failed', message: 'no such account' };
    assert.deepEqual(say(failed), ['ready', 'CertificateMissing', 'Failed', 'no such account']);
  });

  it('is missed where cert-manager is not installed: it runs, and says so', () => {
    const cluster = running({ missing: [CERTIFICATE] });
    const { phase, degraded, conditions } = cluster.status(surface);
    assert.deepEqual([phase, degraded?.reason], ['ready', 'CertificateMissing']);
    assert.equal(conditions?.CertificateReady?.reason, 'ApiMissing');
    assert.match(degraded?.message ?? '', /Install cert-manager/);
  });
});
