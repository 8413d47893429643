import { stringify } from 'yaml';
import { readDeclarations } from '../house/declarations.ts';
import { publicRpcs } from './public-rpcs.ts';

/** What the edge's chart is told of the services: texts by their path in the repository. */
export async function edgeFiles(): Promise<ReadonlyMap<string, string>> {
  const { services } = await readDeclarations();
  const text = `# Generated from the services’ declarations by \`pnpm generate:house\`; do not edit.\n${stringify(publicRpcs(services))}`;
  return new Map([['charts/ameide-edge/files/rpcs.yaml', text]]);
}
