import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredService } from '../house/declarations.ts';
import { root } from '../house/workspace.ts';
import { GLOBAL } from './values-schema.ts';

/** Of what is no service; each is there when its chart is. */
const OTHERS = ['ameide-edge', 'ameide-operators'];
const VERSION = '0.1.0';

/** The charts that the chart of the whole product consists of. */
export function partsOfUmbrella(services: readonly DeclaredService[]): readonly string[] {
  const others = OTHERS.filter((name) => existsSync(join(root, 'charts', name, 'Chart.yaml')));
  return [...services.map(({ declaration }) => declaration.name), ...others];
}

/** What the chart of the whole product is: every part can be left out. */
export function umbrellaChart(services: readonly DeclaredService[], library: string): object {
  return {
    apiVersion: 'v2',
    name: 'ameide',
    description: 'The whole product in one release',
    type: 'application',
    version: VERSION,
    dependencies: [
      { name: library, version: VERSION },
      ...partsOfUmbrella(services).map((name) => ({ name, version: VERSION, condition: `${name}.enabled` })),
    ],
  };
}

/** Values of a part are checked by the part itself. */
export function umbrellaSchema(services: readonly DeclaredService[], library: string): object {
  const parts = [library, ...partsOfUmbrella(services)].map((name) => [name, { type: 'object' }]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart ameide',
    type: 'object',
    additionalProperties: false,
    properties: { global: GLOBAL, ...Object.fromEntries(parts) },
  };
}
