import { z } from 'zod';

const id = z.string().min(1).max(256);
const name = z.string().max(2000);
const kind = z.string().min(1).max(128);
const properties = z.record(z.string(), z.json());
const rationale = z.string().max(2000).optional().describe('Why, in one sentence, for the people who review it.');

const element = z
  .union([
    id.describe('Id of an element of the model, or the ref of a node that this patch adds.'),
    z
      .strictObject({ path: z.array(z.string().min(1).max(512)).min(1).max(32) })
      .describe('Names from the outermost container inwards.'),
    z
      .strictObject({
        kind: kind.optional(),
        name: z.string().max(512).optional(),
        name_contains: z.string().max(512).optional(),
        within: id.optional(),
      })
      .describe('All nodes for which everything given is true.'),
    z
      .strictObject({
        neighbours_of: id,
        direction: z.enum(['in', 'out', 'both']),
        edge_kind: z.string().max(128).optional(),
      })
      .describe('The nodes one edge away.'),
  ])
  .describe('Which element. Prefer the id that GetProjection shows.');

const newNode = {
  ref: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,63}$/)
    .describe(
      'A word of your own for the new node, such as "new_check". Other operations of this patch refer to it by this.',
    ),
  kind: kind.describe('Such as "bpmn::user_task", "bpmn::exclusive_gateway", "bpmn::intermediate_catch_event".'),
  name: name.optional().describe('What people call it.'),
  properties: properties
    .optional()
    .describe(
      'BPMN: "lane" is the id of the lane, "eventDefinition" is "timer", "message" and so on, "attachedTo" is the host of a boundary event.',
    ),
};

const bounds = z.strictObject({ x: z.number(), y: z.number(), width: z.number().min(0), height: z.number().min(0) });
const parent = element.optional().describe('The container. Give the parent of the elements that it is connected to.');
const edgeKind = kind.describe(
  'Such as "bpmn::sequence_flow" (within a pool) or "bpmn::message_flow" (between pools).',
);

const operation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('add_node'), ...newNode, parent, rationale }),
  z.strictObject({ op: z.literal('remove_node'), element, rationale }),
  z.strictObject({
    op: z.literal('update_node'),
    element,
    properties: properties.describe('The properties to set; null removes one.'),
    rationale,
  }),
  z.strictObject({ op: z.literal('rename'), element, name, rationale }),
  z.strictObject({
    op: z.literal('change_kind'),
    element: element.describe('A step that becomes one of another kind: a task a user task, one gateway another.'),
    kind,
    properties: properties.optional().describe('Properties to set along with it.'),
    rationale,
  }),
  z.strictObject({
    op: z.literal('connect'),
    kind: edgeKind,
    source: element,
    target: element,
    name: name.optional(),
    properties: properties.optional(),
    rationale,
  }),
  z.strictObject({
    op: z.literal('disconnect'),
    edge: id.optional().describe('Id of the edge; or give source and target instead.'),
    source: element.optional(),
    target: element.optional(),
    kind: z.string().max(128).optional(),
    rationale,
  }),
  z.strictObject({
    op: z.literal('set_lifecycle'),
    element,
    lifecycle: z.enum(['planned', 'current', 'retiring', 'retired']),
    rationale,
  }),
  z.strictObject({
    op: z.literal('move'),
    element,
    parent,
    bounds: bounds.optional().describe('In diagram units.'),
    rationale,
  }),
  z.strictObject({
    op: z.literal('group'),
    element: element.describe('The nodes to put into the new container.'),
    ...newNode,
    rationale,
  }),
  z.strictObject({
    op: z.literal('replace_subgraph'),
    remove: element,
    parent,
    nodes: z.array(z.strictObject(newNode)).min(1).max(200),
    edges: z
      .array(z.strictObject({ kind: edgeKind, source: id, target: id, name: name.optional() }))
      .max(400)
      .default([]),
    entry: id.describe('The ref of the node that takes over the incoming edges.'),
    exit: id.describe('The ref of the node that takes over the outgoing edges.'),
    rationale,
  }),
]);

/** The arguments of the tool `ProposePatch`: the contract's operations in a shape that language models write well. */
export const patchArguments = z.strictObject({
  title: z.string().min(1).max(500).describe('In a few words, what the patch is for.'),
  version: z.int().min(0).optional().describe('The version that GetProjection showed.'),
  operations: z.array(operation).min(1).max(500).describe('What to do, in order.'),
});

export type PatchArguments = z.output<typeof patchArguments>;
export type OperationArguments = PatchArguments['operations'][number];
export type ElementArgument = z.output<typeof element>;

export const PATCH_DESCRIPTION = `Proposes a change of the model that the conversation is about. Nothing changes until a person approves it. Call GetProjection first and use the ids that it shows: where it says #n, the id that stands at that node. Put everything that belongs together into one call.

To insert a node into the flow from A to B: add the node, disconnect A from B, connect A to the node and the node to B. To remove a node from a flow, disconnect what leads to it, connect its predecessor with its successor, and remove the node.

When the answer says "proposed": false, nothing was stored: read the findings, correct the operations and call it again.

Example, a task between Activity_A and Activity_B:
{"title": "Check the credit before approval", "version": 3, "operations": [
 {"op": "add_node", "ref": "new_check", "kind": "bpmn::user_task", "name": "Check credit", "parent": "Process_1", "properties": {"lane": "Lane_Sales"}},
 {"op": "disconnect", "source": "Activity_A", "target": "Activity_B", "kind": "bpmn::sequence_flow"},
 {"op": "connect", "kind": "bpmn::sequence_flow", "source": "Activity_A", "target": "new_check"},
 {"op": "connect", "kind": "bpmn::sequence_flow", "source": "new_check", "target": "Activity_B"}]}
Example: {"title": "Clearer name", "operations": [{"op": "rename", "element": "Activity_A", "name": "Check invoice"}]}`;
