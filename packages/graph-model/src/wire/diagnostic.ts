import { DiagnosticSchema, Severity, type Diagnostic as WireDiagnostic } from '@ameide/contracts/graph/v1/diagnostic';
import { create } from '@bufbuild/protobuf';
import type { Diagnostic } from '../diagnostic.ts';

const severityToWire = {
  error: Severity.ERROR,
  warning: Severity.WARNING,
  info: Severity.INFO,
} as const satisfies Record<Diagnostic['severity'], Severity>;

export function diagnosticToWire(diagnostic: Diagnostic): WireDiagnostic {
  return create(DiagnosticSchema, {
    severity: severityToWire[diagnostic.severity],
    code: diagnostic.code,
    message: diagnostic.message,
    operationId: diagnostic.operationId ?? '',
    elementIds: [...(diagnostic.elementIds ?? [])],
    line: diagnostic.line ?? 0,
    column: diagnostic.column ?? 0,
  });
}
