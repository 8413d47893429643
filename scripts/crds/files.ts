import type { AnyOperator } from '@ameide/operator-kit';
import { clusterRules, PROCESS_VARIABLES } from '@ameide/operator-kit/manifests';
import { crdYaml, referenceMarkdown } from '@ameide/operator-kit/schema';
import { stringify } from 'yaml';
import { readDeclarations } from '../house/declarations.ts';
import { kinds } from './kinds.ts';
import { operators } from './operators.ts';

/** The Helm chart by which operators are installed. */
export const CHART = 'charts/ameide-operators';

/** Services of the product that operators call. */
const CALLED = ['gateway', 'graphpatch', 'projection'];

/** What `pnpm generate:manifests` writes: texts by their path in the repository. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ...kinds.flatMap((kind): [string, string][] => [
      [`${CHART}/files/crds/${kind.plural}.yaml`, crdYaml(kind)],
      [`docs/reference/${kind.plural}.md`, referenceMarkdown(kind)],
    ]),
    [`${CHART}/files/operators.yaml`, await operatorsYaml()],
  ]);
}

/** What the chart's templates have to know of the operators. */
async function operatorsYaml(): Promise<string> {
  const { services } = await readDeclarations();
  const ports = services.map(({ declaration: { name, ports } }) => [name, ports.rpc] as const);
  const facts = {
    operators: Object.fromEntries(operators.map((operator) => [operator.name, factsOf(operator)])),
    ports: Object.fromEntries(ports.filter(([name]) => CALLED.includes(name))),
    variables: PROCESS_VARIABLES,
  };
  const note = '# Generated from the operators’ definitions by `pnpm generate:manifests`; do not edit.\n';
  return note + stringify(facts, { lineWidth: 120, aliasDuplicateObjects: false });
}

function factsOf(operator: AnyOperator) {
  const { kind, plural, scope, scale } = kinds.find((each) => each.kind === operator.kind.kind)!;
  return {
    kind,
    plural,
    namespaced: scope === 'Namespaced',
    scales: scale !== undefined,
    rules: clusterRules(operator),
  };
}
