import { createHash } from 'node:crypto';
import { type Diagnostic, Severity } from '@ameide/contracts/graph/v1/diagnostic';
import { GraphPatchService, type ProposePatchResponse } from '@ameide/contracts/graph/v1/graph_patch_service';
import { createClient } from '@connectrpc/connect';
import { type AgentTool, defineTool, type ToolOutcome, type ToolScope } from '../tool.ts';
import { patchArguments, patchDescription } from './arguments.ts';
import { toOperations } from './operations.ts';

const severities: ReadonlyMap<Severity, string> = new Map([
  [Severity.ERROR, 'error'],
  [Severity.WARNING, 'warning'],
  [Severity.INFO, 'note'],
]);

/** The tool `ProposePatch`: proposes a change of the model of the conversation. A repeated call proposes nothing new. */
export function proposePatch(scope: ToolScope): AgentTool {
  const client = createClient(GraphPatchService, scope.transports.graphPatch);
  return defineTool({
    name: 'ProposePatch',
    description: patchDescription,
    args: patchArguments,
    async run({ title, version, operations }, { callId, signal }) {
      const seed = `${scope.runId}/${callId}`;
      const request = {
        ref: version === undefined ? scope.ref : `${scope.ref}@${version}`,
        title,
        operations: toOperations(operations, (kind, ref) => newId(kind, `${seed}/${ref}`)),
        correlationId: `${scope.runId}.${digest(callId).slice(0, 32)}`,
      };
      return outcomeOf(await client.proposePatch(request, scope.callOptions(signal)));
    },
  });
}

/** An id that is valid in XML, such as `UserTask_1f0c3a9b`. */
function newId(kind: string, seed: string): string {
  const words = kind.slice(kind.lastIndexOf(':') + 1).split(/[^A-Za-z0-9]+/);
  const stem = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return `${/^[A-Za-z]/.test(stem) ? stem : 'Element'}_${digest(seed).slice(0, 8)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function outcomeOf({ patch, preview, diagnostics, baseVersion }: ProposePatchResponse): ToolOutcome {
  const findings = diagnostics.map(inWords);
  if (patch === undefined) {
    const content = JSON.stringify({ proposed: false, version: baseVersion, findings });
    return { ok: false, content, summary: findings[0] ?? 'Not proposed' };
  }
  const changes = preview?.summary ?? patch.preview?.summary ?? [];
  return {
    ok: true,
    content: JSON.stringify({ proposed: true, patch_id: patch.id, ref: patch.ref, changes, findings }),
    summary: `Proposed ${changes.length === 1 ? changes[0] : `${changes.length} changes`}`,
    patch: { patchId: patch.id, ref: patch.ref, summary: changes },
  };
}

function inWords({ severity, code, message, operationId }: Diagnostic): string {
  const at = operationId === '' ? '' : ` in operation ${operationId}`;
  return `${severities.get(severity) ?? 'error'} ${code}${at}: ${message}`;
}
