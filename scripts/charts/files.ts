import { join } from 'node:path';
import { stringify } from 'yaml';
import { type DeclaredService, readDeclarations } from '../house/declarations.ts';
import { readManifest } from '../house/workspace.ts';
import { settable } from './derived.ts';
import { factsOf } from './facts.ts';
import { partsOfUmbrella, umbrellaChart, umbrellaSchema } from './umbrella.ts';
import { valuesYaml } from './values.ts';
import { valuesSchema } from './values-schema.ts';
import { variablesOf } from './variables.ts';

const GENERATED =
  'Generated from the service’s declaration and its configuration by `pnpm generate:charts`; do not edit.';
const LIBRARY = 'ameide-service';

/** What `pnpm generate:charts` writes: texts by their path in the repository. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const { services } = await readDeclarations();
  const files = await Promise.all(services.map((service) => chartOf(service, services)));
  return new Map([
    ...files.flat(),
    ['charts/ameide/Chart.yaml', yaml(umbrellaChart(services, LIBRARY))],
    ['charts/ameide/values.schema.json', json(umbrellaSchema(services, LIBRARY))],
  ]);
}

/** By the path of the link, where it leads: every chart has the library in it, so that no command has to bring it there. */
export async function generatedLinks(): Promise<ReadonlyMap<string, string>> {
  const { services } = await readDeclarations();
  return new Map([
    ...services.map(({ declaration }) => link(declaration.name, LIBRARY)),
    ...[LIBRARY, ...partsOfUmbrella(services)].map((part) => link('ameide', part)),
  ]);
}

function link(chart: string, dependency: string): [string, string] {
  return [`charts/${chart}/charts/${dependency}`, `../../${dependency}`];
}

async function chartOf(service: DeclaredService, all: readonly DeclaredService[]): Promise<[string, string][]> {
  const { name } = service.declaration;
  const variables = await variablesOf(service);
  const env = settable(service, variables);
  const { description, version } = await readManifest(service.folder);
  const chart = {
    apiVersion: 'v2',
    name,
    description,
    type: 'application',
    version,
    dependencies: [{ name: LIBRARY, version: '0.1.0' }],
  };
  const include = (part: string) => `{{- /* ${GENERATED} */ -}}\n{{ include "ameide-service.${part}" . }}\n`;
  const files: [string, string][] = [
    ['Chart.yaml', yaml(chart)],
    ['declaration.yaml', yaml(factsOf(service, all, variables))],
    ['values.yaml', valuesYaml(service, env, GENERATED)],
    ['values.schema.json', json(valuesSchema(service, env))],
    ['templates/all.yaml', include('all')],
    ['templates/NOTES.txt', include('notes')],
  ];
  return files.map(([file, text]) => [join('charts', name, file), text]);
}

function yaml(value: object): string {
  return `# ${GENERATED}\n${stringify(value, { lineWidth: 0 })}`;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
