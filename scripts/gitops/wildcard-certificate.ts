import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** The CA lives as long as a cluster may; browsers refuse certificates of more than 825 days. */
const CA_DAYS = 3650;
const CERTIFICATE_DAYS = 820;
/** One that ends sooner is made anew. */
const RENEW_BEFORE_MS = 30 * 86_400_000;

/** PEM texts. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority of one cluster's own, by openssl. */
export async function createAuthority(name: string): Promise<KeyPair> {
  return inFolder(async (folder) => {
    await openssl(folder, [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', 'ca.key', '-out', 'ca.crt', '-days', String(CA_DAYS), '-subj', `/CN=${name}`],
      ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ]);
    return readPair(folder, 'ca');
  });
}

/** Whether a certificate is of this authority, for all hosts of the domain, and ends neither now nor soon. @param now in ms since 1970 */
export function isWildcardCertificate(certificate: string, authority: string, domain: string, now: number): boolean {
  const own = new X509Certificate(certificate);
  return (
    own.verify(new X509Certificate(authority).publicKey) &&
    own.subjectAltName === subjectAltName(domain).replaceAll(',', ', ') &&
    Date.parse(own.validTo) - now > RENEW_BEFORE_MS
  );
}

/** A certificate for all hosts of a domain, and for itself, signed by an authority. */
export async function createWildcardCertificate(authority: KeyPair, domain: string): Promise<KeyPair> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'ca.crt'), authority.certificate);
    await writeFile(join(folder, 'ca.key'), authority.key, { mode: 0o600 });
    await openssl(folder, [
      ...['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', 'tls.key', '-out', 'tls.csr', '-subj', `/CN=${domain}`],
    ]);
    const extensions = [
      `subjectAltName=${subjectAltName(domain)}`,
      'extendedKeyUsage=serverAuth',
      'basicConstraints=CA:FALSE',
    ];
    await writeFile(join(folder, 'extensions'), extensions.join('\n'));
    await openssl(folder, [
      ...['x509', '-req', '-in', 'tls.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', String(CERTIFICATE_DAYS), '-extfile', 'extensions', '-out', 'tls.crt'],
    ]);
    return readPair(folder, 'tls');
  });
}

function subjectAltName(domain: string): string {
  return `DNS:*.${domain},DNS:${domain},DNS:localhost`;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-certificate-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function openssl(folder: string, args: readonly string[]): Promise<void> {
  await run('openssl', args, { cwd: folder });
}

async function readPair(folder: string, name: string): Promise<KeyPair> {
  const [certificate, key] = await Promise.all(
    ['crt', 'key'].map((ending) => readFile(join(folder, `${name}.${ending}`), 'utf8')),
  );
  return { certificate: certificate!, key: key! };
}
