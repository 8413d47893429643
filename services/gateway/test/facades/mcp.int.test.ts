import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { alice, bob, carol, type Person } from '../harness.ts';
import { serveGateway } from './served-gateway.ts';

const ORIGIN = 'https://inspector.example';

describe('the MCP server, with the client of MCP', { timeout: 300_000 }, () => {
  let gateway: Awaited<ReturnType<typeof serveGateway>>;
  before(async () => {
    gateway = await serveGateway({ mcpOrigins: [ORIGIN] });
  });
  after(() => gateway.close());

  const connect = async (headers: Record<string, string>) => {
    const client = new Client({ name: 'test', version: '1' });
    const url = new URL(`${gateway.url}/mcp`);
    await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
    return client;
  };
  const as = async (person: Person) => connect({ authorization: `Bearer ${await gateway.token(person)}` });
  /** What a tool answers, and whether that is an error. */
  const call = async (client: Client, name: string, args: Record<string, unknown> = {}): Promise<[string, boolean]> => {
    const { content, isError = false } = await client.callTool({ name, arguments: args });
    return [(content as { text: string }[]).map(({ text }) => text).join(), isError === true];
  };

  it('reads models and proposes changes of them, as the caller', async () => {
    const client = await as(alice);
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint]),
      [
        ['ListModels', true],
        ['GetProjection', true],
        ['ProposePatch', false],
        ['GetPatch', true],
      ],
    );
    assert.match(client.getInstructions() ?? '', /a person reviews and approves/);
    const { ref } = gateway.world.model;
    const [listed] = await call(client, 'ListModels', { title_contains: 'Order' });
    assert.deepEqual(JSON.parse(listed).models, [{ ref, title: 'Order to cash', kind: 'bpmn::collaboration' }]);
    assert.deepEqual(await call(client, 'GetProjection', { ref }), ['version 3, at most 4000 tokens', false]);

    const add = { op: 'add_node', ref: 'check', kind: 'bpmn::user_task', name: 'Check', parent: 'Process_1' };
    const patch = { ref, title: 'Check more', version: 3, operations: [add] };
    const [proposal] = await call(client, 'ProposePatch', patch);
    const { patchId, ...rest } = JSON.parse(proposal);
    assert.deepEqual(rest, { proposed: true, version: 3, changes: ['+ task "Check"'], findings: [] });
    const { by, request } = gateway.world.model.proposed.get(patchId)!;
    assert.deepEqual([by, request.ref, request.title], ['alice ', `${ref}@3`, 'Check more']);
    const [{ operation }] = request.operations as [(typeof request.operations)[number]];
    assert.match(operation.case === 'addNode' ? operation.value.node!.id : '', /^UserTask_[0-9a-f]{8}$/);
    const [state] = await call(client, 'GetPatch', { patch_id: patchId });
    assert.equal(JSON.parse(state).state, 'waits for a review');
    await client.close();
  });

  it('tells a model what is wrong with a call, and who may not', async () => {
    const [editor, viewer, stranger] = await Promise.all([as(alice), as(bob), as(carol)]);
    const { ref } = gateway.world.model;
    const remove = { ref, title: 'Less', operations: [{ op: 'remove_node', element: 'Gone' }] };
    const [refused] = await call(editor, 'ProposePatch', remove);
    assert.deepEqual(JSON.parse(refused), {
      ...{ proposed: false, version: 3, changes: [] },
      findings: ['error not_resolved in operation 1: No such element.'],
    });
    const [invalid, isError] = await call(editor, 'ProposePatch', { ...remove, operations: [{ op: 'explode' }] });
    assert.ok(isError && /operations/.test(invalid), invalid);
    const add = { op: 'add_node', ref: 'check', kind: 'bpmn::task', parent: 'P' };
    assert.match((await call(viewer, 'ProposePatch', { ref, title: 'x', operations: [add] }))[0], /^role_required: /);
    assert.deepEqual(JSON.parse((await call(stranger, 'ListModels'))[0]).models, []);
    assert.match((await call(stranger, 'GetProjection', { ref }))[0], /^model_not_found: /);
    const [patchId] = gateway.world.model.proposed.keys();
    assert.match((await call(stranger, 'GetPatch', { patch_id: patchId }))[0], /^patch_not_found: /);
    await Promise.all([editor, viewer, stranger].map((client) => client.close()));
  });

  it('is for who proves who they are, and for no pages but those that may', async () => {
    const status = async (attempt: Promise<unknown>) => {
      const error = await attempt.then(
        () => assert.fail('was not refused'),
        (reason: unknown) => reason,
      );
      assert.ok(error instanceof StreamableHTTPError, String(error));
      return error.code;
    };
    const authorization = `Bearer ${await gateway.token(alice)}`;
    assert.equal(await status(connect({})), 401);
    assert.equal(await status(connect({ authorization, origin: 'https://evil.example' })), 403);
    await (await connect({ authorization, origin: ORIGIN })).close();
    const plain = (init: RequestInit) => fetch(`${gateway.url}/mcp`, { headers: { authorization }, ...init });
    for (const method of ['GET', 'DELETE']) assert.equal((await plain({ method })).status, 405);
    assert.equal((await plain({ method: 'POST', body: 'x'.repeat(5_000_000) })).status, 413);
  });
});
