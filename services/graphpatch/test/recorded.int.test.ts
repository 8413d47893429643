import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { createEventStore, rebuildTables, streamName } from '@ameide/event-store';
import { declaration } from '../src/declaration.ts';
import { aggregates } from '../src/wire/aggregates.ts';
import { upcasters } from '../src/wire/events.ts';
import { acmeArtifact, agent, bytes, document, type Harness, startHarness, text } from './harness.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
  await h.models.importModel({ artifactId: acmeArtifact, document: bytes(document) }, h.as('alice'));
});
after(() => h.stop());

const proposed = JSON.parse(readFileSync(new URL('recorded/patch-proposed.v1.json', import.meta.url), 'utf8'));
const { patchId } = proposed;

/** An event of the first version, and the row that was written with it. */
async function record() {
  const stream = streamName('patch', 'acme', patchId);
  const events = [{ type: 'PatchProposed', data: proposed, metadata: {} }];
  const store = createEventStore({ pool: h.pool, schema: declaration.schema });
  await store.append('acme', { streams: [{ stream, expectedVersion: 'no_stream', events }] });
  await h.admin.query(
    `insert into graphpatch.patches (tenant_id, id, artifact_id, branch, base_version, state, title, operations, diagnostics,
       preview, proposed_by, run_id, proposed_at)
     select 'acme', p."patchId", p."artifactId", p.branch, p."baseVersion", 'proposed', p.title, p.operations, '[]', '{}',
       p."proposedBy", p."runId", p."proposedAt"
     from jsonb_to_record($1) p("patchId" uuid, "artifactId" uuid, branch text, "baseVersion" int, title text,
       operations jsonb, "proposedBy" text, "runId" text, "proposedAt" timestamptz)`,
    [JSON.stringify(proposed)],
  );
}

test('a patch that an agent proposed when the person was still told as its proposer', async () => {
  await record();
  const asRecorded = async () => {
    const { patch } = await h.patches.getPatch({ patchId }, h.as('alice'));
    assert.ok(patch);
    assert.deepEqual([patch.proposedBy, patch.onBehalfOf, patch.runId], ['', 'alice', agent.runId]);
  };
  await asRecorded();
  const store = createEventStore({ pool: h.pool, schema: declaration.schema, upcasters });
  await rebuildTables(store, { tenantId: 'acme', aggregates: [aggregates.patch], tables: ['patches'] });
  await asRecorded();
  await h.patches.applyPatch({ patchId }, h.as('alice'));
  const exported = await h.models.exportModel({ ref: `artifacts/${acmeArtifact}/main` }, h.as('alice'));
  assert.match(text(exported.document), /Deliver goods/);
});
