import { type ProgramOptions, runProgram } from './program.ts';

/** A text in a Secret. */
export interface SecretKey {
  readonly name: string;
  readonly namespace: string;
  readonly key: string;
}

/** What a Secret has under a key; undefined when there is none. @throws ProgramError when the cluster does not answer */
export async function readSecretKey(
  kubectl: string,
  { name, namespace, key }: SecretKey,
  options: ProgramOptions = {},
): Promise<string | undefined> {
  const path = `jsonpath={.data.${key.replaceAll('.', '\\.')}}`;
  const args = ['get', 'secret', name, '--namespace', namespace, '--ignore-not-found', '--output', path];
  return Buffer.from(await runProgram(kubectl, args, options), 'base64').toString() || undefined;
}
