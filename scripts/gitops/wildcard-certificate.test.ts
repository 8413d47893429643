import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createAuthority, createWildcardCertificate, isWildcardCertificate } from './wildcard-certificate.ts';

it('a certificate is made anew for another domain, by another authority, and before it ends', async () => {
  const authority = await createAuthority('a cluster');
  const { certificate } = await createWildcardCertificate(authority, 'ameide.localhost');
  const now = Date.now();
  const isGood = (of: string, domain: string, at: number) => isWildcardCertificate(certificate, of, domain, at);
  assert.ok(isGood(authority.certificate, 'ameide.localhost', now));
  assert.ok(!isGood(authority.certificate, 'other.localhost', now));
  assert.ok(!isGood((await createAuthority('a cluster')).certificate, 'ameide.localhost', now));
  assert.ok(isGood(authority.certificate, 'ameide.localhost', now + 780 * 86_400_000));
  assert.ok(!isGood(authority.certificate, 'ameide.localhost', now + 800 * 86_400_000));
});
