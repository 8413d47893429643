import { crdYaml, referenceMarkdown } from '@ameide/operator-kit/schema';
import { kinds } from './kinds.ts';

/** What `pnpm generate:crds` writes: texts by their path in the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map(
    kinds.flatMap((kind) => [
      [`charts/crds/${kind.plural}.yaml`, crdYaml(kind)],
      [`docs/reference/${kind.plural}.md`, referenceMarkdown(kind)],
    ]),
  );
}
