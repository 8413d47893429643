import { z } from 'zod';
import type { Projection } from '../ports.ts';
import { type AgentTool, defineTool, type ToolScope } from './tool.ts';

const args = z.strictObject({
  intent: z
    .enum(['analyze', 'modify'])
    .default('analyze')
    .describe('"analyze" to understand the whole, "modify" before you propose a change: ids and surroundings first.'),
  focus_ids: z
    .array(z.string().min(1).max(256))
    .max(100)
    .default([])
    .describe('Ids of elements that must be there with their surroundings, such as ["Activity_1"]. Empty for none.'),
  focus_kinds: z
    .array(z.string().max(128))
    .max(50)
    .default([])
    .describe('Kinds to prefer when not everything fits, such as ["bpmn::user_task"].'),
  token_budget: z
    .int()
    .min(64)
    .max(200_000)
    .default(4000)
    .describe(
      'Tokens that the projection may take. Ask with more only when the reductions say that something you need is missing.',
    ),
  format: z
    .enum(['text', 'json'])
    .default('text')
    .describe(
      '"text" is compact and keeps to the token budget; "json" lists the same elements for programs and takes more.',
    ),
});

const DESCRIPTION = `Reads the model that the conversation is about, as a view that fits a token budget. Call it before you say anything about the model, and again after it may have changed.

The answer starts with the version: give it to ProposePatch. Elements are shown with their ids; use these ids in ProposePatch. A long id stands once, at its element; elsewhere "#n" stands for the n-th such element. What was left out to fit is said at the end: ask again with focus_ids or a larger token_budget when you need it. The intent "modify" keeps ids longest.

Example: {"intent": "modify", "focus_ids": ["Activity_CheckOrder"]}`;

/** The tool `GetProjection`: reads the model of the conversation. */
export function getProjection(scope: ToolScope): AgentTool {
  return defineTool({
    name: 'GetProjection',
    description: DESCRIPTION,
    args,
    async run({ intent, focus_ids, focus_kinds, token_budget, format }, { signal }) {
      const request = {
        ref: scope.ref,
        intent,
        tokenBudget: token_budget,
        focusIds: focus_ids,
        focusKinds: focus_kinds,
      };
      const projection = await scope.services.getProjection(request, signal);
      const { version, nodes, edges, totalNodes, totalEdges } = projection;
      const summary = `Read version ${version}: ${nodes.length} of ${totalNodes} nodes, ${edges.length} of ${totalEdges} edges`;
      return { ok: true, content: format === 'json' ? asJson(projection) : projection.text, summary };
    },
  });
}

/** Compact: what is empty is left out. */
function asJson({ ref, version, notation, nodes, edges, reductions, totalNodes, totalEdges }: Projection): string {
  return JSON.stringify({
    ref,
    version,
    notation,
    total_nodes: totalNodes,
    total_edges: totalEdges,
    nodes: nodes.map(({ id, kind, name, parent, properties }) => ({
      id,
      kind,
      ...(name !== '' && { name }),
      ...(parent !== '' && { parent }),
      ...(Object.keys(properties).length > 0 && { properties }),
    })),
    edges: edges.map(({ id, kind, name, source, target, collapsed }) => ({
      ...(id !== '' && { id }),
      kind,
      ...(name !== '' && { name }),
      source,
      target,
      ...(collapsed > 0 && { collapsed }),
    })),
    reductions,
  });
}
