import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { localSecrets, type SecretData } from './local-secrets.ts';
import { namespaceOf, readSecretManifest } from './secret-manifest.ts';
import { createAuthority, createWildcardCertificate, isWildcardCertificate } from './wildcard-certificate.ts';

/**
 * Makes every Secret of the lane local in the cluster of KUBECONFIG, once: what is there stays, also when it runs again. What is
 * secret goes from here to the API server only. helmfile calls it when the namespaces are there.
 */
const LANE = 'local';
const AUTHORITY = { name: 'ameide-local-ca', namespace: 'ameide-infra' };
const WILDCARD = { name: 'ameide-wildcard-tls', namespace: `ameide-${LANE}` };
const root = join(import.meta.dirname, '../..');

const expected = await readSecretManifest(root);
const present: Record<string, SecretData> = {};
for (const secret of expected) {
  const data = read({ name: secret.name, namespace: namespaceOf(secret, LANE) });
  if (data) present[secret.name] = data;
}
const wanted = localSecrets(expected, present, () => randomBytes(32).toString('hex'));
let written = 0;
for (const secret of expected) {
  const data = wanted[secret.name];
  if (data === undefined || isPart(data, present[secret.name])) continue;
  write({ name: secret.name, namespace: namespaceOf(secret, LANE) }, data);
  written++;
}

const pair = read(AUTHORITY);
const authority = pair
  ? { certificate: pair['tls.crt']!, key: pair['tls.key']! }
  : await createAuthority('Ameide, a cluster on this machine');
if (!pair) {
  write(AUTHORITY, { 'tls.crt': authority.certificate, 'tls.key': authority.key }, 'kubernetes.io/tls');
  written++;
}
const domain = await localDomain();
const there = read(WILDCARD)?.['tls.crt'];
if (there === undefined || !isWildcardCertificate(there, authority.certificate, domain, Date.now())) {
  const { certificate, key } = await createWildcardCertificate(authority, domain);
  write(WILDCARD, { 'tls.crt': certificate, 'tls.key': key, 'ca.crt': authority.certificate }, 'kubernetes.io/tls');
  written++;
}
console.log(written === 0 ? 'All Secrets are there.' : `Made ${written} Secrets.`);

interface Place {
  readonly name: string;
  readonly namespace: string;
}

function isPart(wanted: SecretData, there: SecretData | undefined): boolean {
  return Object.entries(wanted).every(([key, value]) => there?.[key] === value);
}

function read({ name, namespace }: Place): SecretData | undefined {
  const text = kubectl(['get', 'secret', name, `--namespace=${namespace}`, '--ignore-not-found', '--output=json']);
  if (text.trim() === '') return undefined;
  const { data = {} } = JSON.parse(text) as { data?: Record<string, string> };
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

function write({ name, namespace }: Place, stringData: SecretData, type = 'Opaque'): void {
  const labels = { 'app.kubernetes.io/part-of': 'ameide', 'app.kubernetes.io/managed-by': 'ameide-secrets' };
  const data = Object.fromEntries(
    Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, type, data };
  const args = ['apply', '--server-side', '--force-conflicts', '--field-manager=ameide-secrets', '--filename=-'];
  kubectl(args, JSON.stringify(secret));
}

async function localDomain(): Promise<string> {
  const values = parse(await readFile(join(root, `gitops/environments/${LANE}/global.yaml`), 'utf8'));
  return (values as { global: { domain: string } }).global.domain;
}

/** @throws Error with what kubectl said */
function kubectl(args: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(process.env.KUBECTL ?? 'kubectl', args, {
    encoding: 'utf8',
    ...(input !== undefined && { input }),
  });
  if (error) throw new Error('kubectl cannot be run; put it on the PATH or set KUBECTL', { cause: error });
  if (status !== 0) throw new Error(`kubectl ${args.slice(0, 3).join(' ')}: ${stderr.trim()}`);
  return stdout;
}
