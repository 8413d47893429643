import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { RejectionReason } from '@ameide/contracts/editor/v1/model_editor_service';
import { Code } from '@connectrpc/connect';
import {
  acmeArtifact,
  agent,
  bytes,
  document,
  type Harness,
  insertTask,
  refusedWith,
  rename,
  startHarness,
  text,
} from './harness.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const alice = () => h.as('alice');
type Commands = Parameters<Harness['editor']['proposeCommands']>[0];
type Op = NonNullable<Commands['operations']>[number];

async function newModel() {
  const branch = randomUUID();
  const ref = `artifacts/${acmeArtifact}/${branch}`;
  await h.models.importModel({ artifactId: acmeArtifact, branch, document: bytes(document) }, alice());
  return {
    ref,
    exported: async () => text((await h.models.exportModel({ ref }, alice())).document),
    async propose(expectedVersion: number, operations: readonly Op[], more: Commands = {}) {
      const request = { ref, expectedVersion, operations: [...operations], ...more };
      return (await h.editor.proposeCommands(request, alice())).outcome;
    },
  };
}

const byId = (id: string) => ({ selector: { case: 'id', value: id } }) as const;

test('what a person does becomes a version at once: where it was drawn, with the ids that were given', async () => {
  const { ref, exported, propose } = await newModel();
  const drawn = [
    {
      id: 'draw',
      operation: {
        case: 'addNode',
        value: { node: { id: 'Mine', kind: 'bpmn::task', name: 'Drawn' }, parent: byId('Process_Order') },
      },
    },
    {
      id: 'place',
      operation: {
        case: 'move',
        value: { selector: byId('Mine'), bounds: { x: 333, y: 444, width: 100, height: 80 } },
      },
    },
  ] as const;
  const outcome = await propose(1, drawn, { comment: 'By hand' });
  assert.equal(outcome.case, 'applied');
  assert.deepEqual(
    [outcome.value.commit?.version, outcome.value.commit?.comment, outcome.value.rebased, outcome.value.idMap],
    [2, 'By hand', false, {}],
  );
  const document = await exported();
  assert.match(document, /<bpmn:task id="Mine" name="Drawn"/);
  assert.match(document, /x="333" y="444" width="100" height="80"/);
  const { patches } = await h.patches.listPatches({ ref }, alice());
  assert.deepEqual(patches, []);
});

test('elements without ids get some, and the answer says which', async () => {
  const { exported, propose } = await newModel();
  const outcome = await propose(1, insertTask('Pack', 'Check', 'Ship'));
  assert.equal(outcome.case, 'applied');
  const { idMap } = outcome.value;
  assert.deepEqual(Object.keys(idMap).toSorted(), ['add', 'in', 'out']);
  const document = await exported();
  for (const id of Object.values(idMap)) assert.ok(document.includes(`id="${id}"`), id);
});

test('another version is a rejection, or is moved to when nothing collides', async () => {
  const { exported, propose } = await newModel();
  await propose(1, [rename('Check', 'Look')]);

  const stale = await propose(1, [rename('Ship', 'Send')]);
  assert.equal(stale.case, 'rejected');
  assert.equal(stale.value.reason, RejectionReason.VERSION_MISMATCH);
  assert.equal(stale.value.conflict?.serverVersion, 2);

  const moved = await propose(1, [rename('Ship', 'Send')], { rebase: true });
  assert.equal(moved.case, 'applied');
  assert.deepEqual([moved.value.commit?.version, moved.value.rebased], [3, true]);
  assert.match(await exported(), /name="Look"[\s\S]*name="Send"/);

  const clash = await propose(1, [rename('Check', 'See')], { rebase: true });
  assert.equal(clash.case, 'rejected');
  assert.equal(clash.value.reason, RejectionReason.VERSION_MISMATCH);
  assert.deepEqual([clash.value.conflict?.serverVersion, clash.value.conflict?.elementIds], [3, ['Check']]);
  assert.doesNotMatch(await exported(), /"See"/);
});

test('what does not fit is rejected with what is wrong, and changes nothing', async () => {
  const { ref, exported, propose } = await newModel();
  const unknown = await propose(1, [rename('Nowhere', 'x')]);
  assert.equal(unknown.case, 'rejected');
  assert.equal(unknown.value.reason, RejectionReason.SEM_RULE_VIOLATION);
  assert.match(unknown.value.diagnostics[0]!.message, /Nowhere/);

  const asBob = await h.editor.proposeCommands(
    { ref, expectedVersion: 1, operations: [rename('Check', 'x')] },
    h.as('bob'),
  );
  assert.equal(asBob.outcome.case, 'rejected');
  assert.equal(asBob.outcome.value.reason, RejectionReason.AUTHZ_DENIED);
  assert.equal(await exported(), document);
});

test('a repeat gets the first answer; agents, strangers and versions that are not there get none', async () => {
  const { ref, propose } = await newModel();
  const operations = [rename('Check', 'Look')];
  const first = await propose(1, operations, { correlationId: 'once' });
  assert.deepEqual(await propose(1, operations, { correlationId: 'once' }), first);
  const request = { ref, expectedVersion: 2, operations };
  await assert.rejects(
    h.editor.proposeCommands({ ...request, correlationId: 'once' }, alice()),
    refusedWith(Code.AlreadyExists, 'correlation_id_reused'),
  );
  await assert.rejects(
    h.editor.proposeCommands(request, h.as('alice', agent)),
    refusedWith(Code.PermissionDenied, 'human_approval_required'),
  );
  await assert.rejects(h.editor.proposeCommands(request, h.as('carol')), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(
    h.editor.proposeCommands({ ...request, expectedVersion: 7 }, alice()),
    refusedWith(Code.NotFound, 'version_not_found'),
  );
  await assert.rejects(
    h.editor.proposeCommands({ ...request, ref: `${ref}@1` }, alice()),
    refusedWith(Code.InvalidArgument, 'ref_invalid'),
  );
});
