import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A Secret that a lane needs. The list itself says what the fields mean. */
export interface ExpectedSecret {
  readonly name: string;
  readonly in: string;
  readonly by: 'chart' | 'gitops' | 'cluster';
  readonly optional?: boolean;
  readonly keys: Readonly<Record<string, ExpectedKey>>;
}

export interface ExpectedKey {
  readonly store?: string;
  readonly local?: string;
  readonly notIn?: readonly string[];
}

export const SECRET_MANIFEST = 'gitops/infrastructure/secrets/files/secrets.yaml';

/** The one list of Secrets, in its order. @param root of the checkout */
export async function readSecretManifest(root: string): Promise<readonly ExpectedSecret[]> {
  const text = await readFile(join(root, SECRET_MANIFEST), 'utf8');
  return (parse(text) as { secrets: ExpectedSecret[] }).secrets;
}

/** The namespace of a Secret in a lane. */
export function namespaceOf({ in: where }: Pick<ExpectedSecret, 'in'>, lane: string): string {
  if (where === 'product') return `ameide-${lane}`;
  return where === 'operators' ? 'ameide-system' : where;
}
