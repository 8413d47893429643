import { createHash } from 'node:crypto';
import { nodeId } from '@ameide/agent-tools/node-id';
import { PATCH_DESCRIPTION, patchArguments } from '@ameide/agent-tools/patch-arguments';
import { errorReason } from '@ameide/service-kit/errors';
import type { Proposal } from '../ports.ts';
import { type AgentTool, defineTool, failed, type ToolOutcome, type ToolScope } from './tool.ts';

const MAY_NOT_PROPOSE =
  'role_required: The person who asks may not propose changes here. Tell them; trying again is of no use.';

/** The tool `ProposePatch`: proposes a change of the model of the conversation. A repeated call proposes nothing new. */
export function proposePatch(scope: ToolScope): AgentTool {
  return defineTool({
    name: 'ProposePatch',
    description: PATCH_DESCRIPTION,
    args: patchArguments,
    async run({ title, version, operations }, { callId, signal }) {
      const seed = `${scope.runId}/${callId}`;
      const request = {
        ref: version === undefined ? scope.ref : `${scope.ref}@${version}`,
        title,
        operations,
        newId: (kind: string, ref: string) => nodeId(kind, `${seed}/${ref}`),
        correlationId: `${scope.runId}.${digest(callId).slice(0, 32)}`,
      };
      try {
        return outcomeOf(await scope.services.proposePatch(request, signal));
      } catch (error) {
        if (errorReason(error) === 'role_required') return failed(MAY_NOT_PROPOSE);
        throw error;
      }
    },
  });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function outcomeOf({ patch, changes, findings, baseVersion }: Proposal): ToolOutcome {
  if (patch === undefined) {
    const content = JSON.stringify({ proposed: false, version: baseVersion, findings });
    return { ok: false, content, summary: findings[0] ?? 'Not proposed' };
  }
  return {
    ok: true,
    content: JSON.stringify({ proposed: true, patch_id: patch.id, ref: patch.ref, changes, findings }),
    summary: `Proposed ${changes.length === 1 ? changes[0] : `${changes.length} changes`}`,
    patch: { patchId: patch.id, ref: patch.ref, summary: changes },
  };
}
