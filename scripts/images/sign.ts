import { findExecutable } from '../components/executable.ts';
import { run } from './run.ts';

/**
 * Signs a pushed image with the key of `COSIGN_KEY`; does nothing without one. cosign reads its password from `COSIGN_PASSWORD`.
 *
 * @throws ProgramError
 * @throws Error when there is a key and no cosign
 */
export async function sign(graph: string, digest: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const key = env.COSIGN_KEY;
  if (!key) return;
  const cosign = await findExecutable(env.COSIGN, 'cosign');
  if (cosign === null) throw new Error('COSIGN_KEY is set, but cosign is not installed.');
  await run(cosign, ['sign', '--yes', `--key=${key}`, `${graph}@${digest}`], { env });
}
