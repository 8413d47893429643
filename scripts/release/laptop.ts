import { readFile } from 'node:fs/promises';
import { runProgram } from './program.ts';
import { readSecretKey, type SecretKey } from './secret.ts';

/** A test user of the realm, as the chart ameide-realm has it, and where its password is. */
const USER = 'user@ameide.io';
export const USER_PASSWORD: SecretKey = { name: 'keycloak', namespace: 'ameide-infra', key: 'TEST_USER_PASSWORD' };

/**
 * The authority to trust beside those of the system: what SMOKE_CA names, or that of a laptop's cluster, which no system knows.
 * @param kubectl absent for every lane but the laptop's
 */
export async function authorityOf(
  kubectl: string | undefined,
  namespace: string | undefined,
): Promise<string | undefined> {
  if (process.env.SMOKE_CA) return readFile(process.env.SMOKE_CA, 'utf8');
  if (!kubectl || !namespace) return undefined;
  return readSecretKey(kubectl, { name: 'ameide-wildcard-tls', namespace, key: 'ca.crt' });
}

/** @throws Error that says what to do when nothing has been brought to the laptop's cluster */
export async function expectPlatform(kubectl: string, namespace: string): Promise<void> {
  const args = ['get', 'deployments', '--namespace', namespace, '--output', 'name'];
  if ((await runProgram(kubectl, args)).trim() === '') {
    throw new Error('The platform does not run in this cluster yet: pnpm local up.');
  }
}

/**
 * As whom the smoke signs in: as the environment says, else as the laptop's test user, whose password its cluster knows.
 * @param kubectl absent for every lane but the laptop's
 */
export async function smokeEnvironment(kubectl: string | undefined): Promise<NodeJS.ProcessEnv> {
  const { env } = process;
  if (!kubectl || env.SMOKE_TOKEN || env.SMOKE_CLIENT_ID || env.SMOKE_USER) return env;
  const password = await readSecretKey(kubectl, USER_PASSWORD);
  return password ? { ...env, SMOKE_USER: USER, SMOKE_PASSWORD: password } : env;
}
