import { type Diagnostic, Severity } from '@ameide/contracts/graph/v1/diagnostic';
import type { ProposePatchResponse } from '@ameide/contracts/graph/v1/graph_patch_service';
import type { Proposal } from '../app/ports.ts';

const severities: ReadonlyMap<Severity, string> = new Map([
  [Severity.ERROR, 'error'],
  [Severity.WARNING, 'warning'],
  [Severity.INFO, 'note'],
]);

export function proposalFromWire({ patch, preview, diagnostics, baseVersion }: ProposePatchResponse): Proposal {
  const changes = preview?.summary ?? patch?.preview?.summary ?? [];
  const findings = diagnostics.map(inWords);
  return { baseVersion, changes, findings, ...(patch && { patch: { id: patch.id, ref: patch.ref } }) };
}

function inWords({ severity, code, message, operationId }: Diagnostic): string {
  const at = operationId === '' ? '' : ` in operation ${operationId}`;
  return `${severities.get(severity) ?? 'error'} ${code}${at}: ${message}`;
}
