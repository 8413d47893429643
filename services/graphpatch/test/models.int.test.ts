import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { LayoutCommittedSchema, ModelCommittedSchema } from '@ameide/contracts/events/v1/graph';
import { createEventStore } from '@ameide/event-store';
import { assertRowLevelSecurity } from '@ameide/postgres/testing';
import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';
import {
  acmeArtifact,
  agent,
  bytes,
  document,
  globexArtifact,
  type Harness,
  ref,
  refusedWith,
  startHarness,
  text,
} from './harness.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

test('an import makes version 1, and the export gives the same bytes', async () => {
  const imported = await h.models.importModel(
    { artifactId: acmeArtifact, document: bytes(document), comment: 'first' },
    h.as('alice'),
  );
  assert.equal(imported.commit?.ref, `${ref}@1`);
  assert.equal(imported.nodeCount, 5);
  assert.equal(imported.edgeCount, 3);
  assert.deepEqual(imported.diagnostics, []);

  const exported = await h.models.exportModel({ ref }, h.as('bob'));
  assert.equal(text(exported.document), document);
  assert.equal(exported.mediaType, 'application/bpmn+xml');
  const model = await h.models.getModel({ ref: `${ref}@1` }, h.as('bob'));
  assert.deepEqual(model.graph?.nodes.map(({ id }) => id).sort(), ['Check', 'End', 'Process_Order', 'Ship', 'Start']);
  assert.deepEqual(model.layout?.bounds.Check?.x, 200);
});

test('a second import needs the version that it replaces', async () => {
  const request = { artifactId: acmeArtifact, document: bytes(document.replace('Ship goods', 'Send goods')) };
  const alice = () => h.as('alice');
  await assert.rejects(h.models.importModel(request, alice()), refusedWith(Code.AlreadyExists, 'model_exists'));
  await assert.rejects(
    h.models.importModel({ ...request, expectedVersion: 7 }, alice()),
    refusedWith(Code.Aborted, 'version_mismatch'),
  );
  await assert.rejects(
    h.models.importModel({ ...request, expectedVersion: 0xff_ff_ff_ff }, alice()),
    refusedWith(Code.Aborted, 'version_mismatch'),
  );
  const imported = await h.models.importModel({ ...request, expectedVersion: 1 }, alice());
  assert.equal(imported.commit?.version, 2);
  assert.match(text((await h.models.exportModel({ ref }, alice())).document), /Send goods/);
  assert.equal(text((await h.models.exportModel({ ref: `${ref}@1` }, alice())).document), document);

  const { commits, nextPageToken } = await h.models.listCommits({ ref, pageSize: 1 }, alice());
  assert.deepEqual(
    commits.map(({ version }) => version),
    [2],
  );
  const rest = await h.models.listCommits({ ref, pageSize: 1, pageToken: nextPageToken }, alice());
  assert.deepEqual(
    rest.commits.map(({ version, comment }) => [version, comment]),
    [[1, 'first']],
  );
  assert.equal(rest.nextPageToken, '');
});

test('a replica that never saw the model reads every version from the log', async () => {
  const other = h.open();
  assert.equal(text((await other.models.exportModel({ ref: `${ref}@1` }, h.as('alice'))).document), document);
});

test('a repeat with the same correlation id returns the first answer; with another document it is refused', async () => {
  const artifactId = globexArtifact;
  const request = { artifactId, document: bytes(document), correlationId: 'import-1' };
  const [first, second] = await Promise.all([
    h.models.importModel(request, h.as('carol')),
    h.models.importModel(request, h.as('carol')),
  ]);
  assert.equal(first.commit?.id, second.commit?.id);
  // The artifact is a collaboration, and the document has a process.
  assert.deepEqual(
    first.diagnostics.map(({ code }) => code),
    ['other_root_kind'],
  );
  await assert.rejects(
    h.models.importModel({ ...request, document: bytes(`${document}\n`) }, h.as('carol')),
    refusedWith(Code.AlreadyExists, 'correlation_id_reused'),
  );
});

test('what is not a usable document is refused with its own reason and changes nothing', async () => {
  const artifactId = acmeArtifact;
  const cases: [string, Uint8Array, Code, string][] = [
    ['malformed', bytes(document.slice(0, -30)), Code.InvalidArgument, 'document_malformed'],
    ['in no encoding', new Uint8Array([0x3c, 0xff, 0xfe, 0x3e]), Code.InvalidArgument, 'document_malformed'],
    ['not BPMN', bytes('<html><body/></html>'), Code.InvalidArgument, 'document_not_this_notation'],
    [
      'an entity bomb',
      bytes(
        `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><definitions>&b;</definitions>`,
      ),
      Code.InvalidArgument,
      'document_unsafe',
    ],
    ['too large', new Uint8Array(16 * 1024 * 1024 + 1).fill(0x20), Code.ResourceExhausted, 'document_too_large'],
  ];
  for (const [name, content, code, reason] of cases) {
    const attempt = h.models.importModel({ artifactId, document: content, expectedVersion: 2 }, h.as('alice'));
    await assert.rejects(attempt, refusedWith(code, reason), name);
  }
  const { commits } = await h.models.listCommits({ ref }, h.as('alice'));
  assert.equal(commits.length, 2);
});

test('unknown ids, other tenants and lesser roles are refused alike', async () => {
  const unknown = '00000000-0000-4000-8000-0000000000ff';
  const { models } = h;
  await assert.rejects(
    models.exportModel({ ref: `artifacts/${unknown}/main` }, h.as('alice')),
    refusedWith(Code.NotFound, 'model_not_found'),
  );
  await assert.rejects(models.exportModel({ ref }, h.as('carol')), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(models.getModel({ ref }, h.as('carol')), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(models.listCommits({ ref }, h.as('carol')), refusedWith(Code.NotFound, 'model_not_found'));
  await assert.rejects(
    models.exportModel({ ref: `${ref}@99` }, h.as('alice')),
    refusedWith(Code.NotFound, 'version_not_found'),
  );
  await assert.rejects(
    models.exportModel({ ref: 'models/x' }, h.as('alice')),
    refusedWith(Code.InvalidArgument, 'ref_invalid'),
  );
  const upload = { artifactId: acmeArtifact, document: bytes(document) };
  await assert.rejects(models.importModel(upload, h.as('carol')), refusedWith(Code.NotFound, 'artifact_not_found'));
  await assert.rejects(
    models.importModel(upload, h.as('alice', agent)),
    refusedWith(Code.PermissionDenied, 'human_approval_required'),
  );
  await assert.rejects(models.importModel(upload, h.as('bob')), refusedWith(Code.PermissionDenied, 'role_required'));
});

test('every recorded event is a message of the contract, and tenants are isolated in every table', async () => {
  const { events } = await createEventStore({ pool: h.pool, schema: 'graphpatch' }).readAll();
  assert.ok(events.length >= 4);
  const schemas = { ModelCommitted: ModelCommittedSchema, LayoutCommitted: LayoutCommittedSchema };
  for (const { type, data } of events) {
    const schema = schemas[type as keyof typeof schemas];
    assert.ok(schema, `an event ${type}`);
    assert.ok(fromJson(schema, data as JsonValue));
  }
  await assertRowLevelSecurity(h.admin, 'graphpatch');
});
