import type { ContractJson } from '../answer-ports.ts';
import type { PatchRow } from '../patch-ports.ts';
import { compilePatch } from './compile-patch.ts';
import type { LoadedModel } from './open-model.ts';

/**
 * A patch with the preview and the findings that only its proposal knows, and that a rebuild of the tables leaves out: worked
 * out again on the version that it was made on.
 */
export function withPreview(
  json: Pick<ContractJson, 'diagnostics' | 'operations' | 'operationsOf' | 'preview'>,
  base: LoadedModel,
  row: PatchRow,
): PatchRow {
  const operations = json.operationsOf(row.operations);
  const compiled = compilePatch(base, operations, json.operations(operations));
  const diagnostics = JSON.stringify(json.diagnostics(compiled.diagnostics));
  return { ...row, diagnostics, ...(compiled.ok && { preview: JSON.stringify(json.preview(compiled)) }) };
}
