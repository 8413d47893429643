import { operatorFiles } from '@ameide/operator-kit/manifests';
import { crdYaml, referenceMarkdown } from '@ameide/operator-kit/schema';
import { kinds } from './kinds.ts';
import { operators } from './operators.ts';

const GENERATED = 'Generated from the operator’s definition by `pnpm generate:manifests`; do not edit.';

/** What `pnpm generate:manifests` writes: texts by their path in the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ...kinds.flatMap((kind): [string, string][] => [
      [`charts/crds/${kind.plural}.yaml`, crdYaml(kind)],
      [`docs/reference/${kind.plural}.md`, referenceMarkdown(kind)],
    ]),
    ...operators.flatMap((operator): [string, string][] =>
      [...operatorFiles(operator, GENERATED)].map(([file, text]) => [`operators/${operator.name}/${file}`, text]),
    ),
  ]);
}
