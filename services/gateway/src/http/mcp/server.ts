import { nodeId } from '@ameide/agent-tools/node-id';
import { patchArguments } from '@ameide/agent-tools/patch-arguments';
import { errorReason } from '@ameide/service-kit/errors';
import { identityOf, type RequestContext } from '@ameide/service-kit/rpc';
import { ConnectError } from '@connectrpc/connect';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { FacadeDeps } from '../deps.ts';

const INSTRUCTIONS = `Models of processes, as people and agents of one organisation work on them. ListModels names them; GetProjection reads
one within a budget of tokens; ProposePatch proposes a change, which a person reviews and approves: nothing changes before.`;

const ref = z.string().min(1).max(256).describe('The model, as ListModels names it: artifacts/<id>/main.');
const READS = { readOnlyHint: true, openWorldHint: false };

/** The tools, for one request of one caller, with whose rights they read and propose. */
export function createMcpServer({ models, newId }: FacadeDeps, caller: RequestContext): McpServer {
  const server = new McpServer({ name: 'ameide', version: '1.0.0' }, { instructions: INSTRUCTIONS });
  const identity = identityOf(caller);
  const { signal } = caller;

  server.registerTool(
    'ListModels',
    {
      description: 'Lists the models that there are, 50 at a time; the answer says how to ask for the next page.',
      inputSchema: {
        title_contains: z.string().max(200).default('').describe('Only models whose title has this in it.'),
        page_token: z.string().max(512).default('').describe('From the previous answer.'),
      },
      annotations: READS,
    },
    ({ title_contains: titleContains, page_token: pageToken }) =>
      answered(async () => JSON.stringify(await models.list(identity, { titleContains, pageToken }, signal))),
  );

  server.registerTool(
    'GetProjection',
    {
      description: `Reads a model, as a view that fits a token budget. The answer begins with the version: give it to ProposePatch. Elements are
shown with their ids; "#n" stands for the n-th of those whose id is long. What was left out to fit is said at the end.`,
      inputSchema: {
        ref,
        intent: z.enum(['analyze', 'modify']).default('analyze').describe('"modify" before you propose a change.'),
        focus_ids: z.array(z.string().min(1).max(256)).max(100).default([]).describe('Ids that must be there.'),
        token_budget: z.int().min(64).max(200_000).default(4_000),
      },
      annotations: READS,
    },
    ({ ref, intent, focus_ids: focusIds, token_budget: tokenBudget }) =>
      answered(async () => (await models.projection(identity, { ref, intent, focusIds, tokenBudget }, signal)).text),
  );

  server.registerTool(
    'ProposePatch',
    {
      description: `Proposes a change of a model. Nothing changes until a person approves it. Call GetProjection first and use the ids that it
shows. Put everything that belongs together into one call. When the answer says "proposed": false, nothing was stored: read the findings.`,
      inputSchema: { ref, ...patchArguments.shape },
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    ({ ref: model, title, version, operations }) =>
      answered(async () => {
        const seed = newId();
        const proposal = await models.propose(
          identity,
          {
            ref: version === undefined ? model : `${model}@${version}`,
            ...{ title, operations },
            newId: (kind, name) => nodeId(kind, `${seed}/${name}`),
          },
          signal,
        );
        return JSON.stringify({ proposed: proposal.patchId !== undefined, ...proposal });
      }),
  );

  server.registerTool(
    'GetPatch',
    {
      description:
        'Says what has become of a proposal: whether it waits for a review, was applied, or was rejected and why.',
      inputSchema: { patch_id: z.uuid() },
      annotations: READS,
    },
    ({ patch_id: patchId }) => answered(async () => JSON.stringify(await models.patch(identity, patchId, signal))),
  );
  return server;
}

/** What a tool answers; a refusal of a service is an answer that a model can act upon. */
async function answered(run: () => Promise<string>): Promise<CallToolResult> {
  try {
    return { content: [{ type: 'text', text: await run() }] };
  } catch (error) {
    const reason = errorReason(error);
    if (!(error instanceof ConnectError) || reason === undefined || reason === 'internal') throw error;
    return { isError: true, content: [{ type: 'text', text: `${reason}: ${error.rawMessage}` }] };
  }
}
