import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificate } from './translate.ts';

/** A certificate of a domain and all its hosts that is its own authority. */
export async function selfSigned(domain: string): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'ameide-certificate-'));
  try {
    const args = [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-keyout', 'key', '-out', 'certificate', '-subj', `/CN=${domain}`],
      ...['-addext', `subjectAltName=DNS:*.${domain},DNS:${domain}`],
    ];
    await promisify(execFile)('openssl', args, { cwd: folder });
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    return { certificate: await read('certificate'), key: await read('key') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
