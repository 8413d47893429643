import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VersionService } from '@ameide/contracts/graph/v1/version_service';
import { createEventStore, rebuildTables } from '@ameide/event-store';
import { declaration } from '../src/declaration.ts';
import { aggregates } from '../src/wire/aggregates.ts';
import { acmeArtifact, bytes, document, type Harness, insertTask, ref, rename, startHarness } from './harness.ts';

let h: Harness;
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const tables = ['models', 'commits', 'document_snapshots', 'patches', 'baselines'];

/** Every row of the read tables, without what only a proposal knows. */
async function rows() {
  const read = async (table: string) => {
    const { rows } = await h.admin.query(`select to_jsonb(t) - '{preview,diagnostics}'::text[] as row
      from graphpatch.${table} t order by 1`);
    return [table, rows.map(({ row }) => row)] as const;
  };
  return Promise.all(tables.map(read));
}

test('the log rebuilds every row', async () => {
  const { models, patches } = h;
  const alice = () => h.as('alice');
  const propose = async (operations: Parameters<typeof patches.proposePatch>[0]['operations']) =>
    (await patches.proposePatch({ ref, operations: operations ?? [] }, alice())).patch?.id ?? '';
  const imported = { artifactId: acmeArtifact, document: bytes(document), correlationId: 'first' };
  await models.importModel(imported, alice());
  await patches.applyPatch({ patchId: await propose([...insertTask('Check credit', 'Check', 'Ship')]) }, alice());
  await patches.rejectPatch({ patchId: await propose([rename('Ship', 'Send')]), reason: 'no' }, alice());
  await propose([rename('Ship', 'Deliver')]);
  for (let n = 3; n <= 51; n++) {
    await patches.applyPatch({ patchId: await propose([rename('End', `Done ${n}`)]) }, alice());
  }

  const naming = { ref, name: 'Release', note: 'out' };
  await h.client(VersionService).createBaseline(naming, alice());

  const { patches: listed } = await patches.listPatches({ ref, pageSize: 100 }, alice());
  const previews = () =>
    Promise.all(listed.map(async ({ id }) => (await patches.getPatch({ patchId: id }, alice())).patch));
  const shown = await previews();
  assert.ok(shown.every((patch) => patch!.preview!.summary.length > 0));

  const written = await rows();
  assert.deepEqual(
    written.map(([table, { length }]) => [table, length]),
    [
      ['models', 1],
      ['commits', 51],
      ['document_snapshots', 1],
      ['patches', 52],
      ['baselines', 1],
    ],
  );
  const store = createEventStore({ pool: h.pool, schema: declaration.schema });
  await rebuildTables(store, { tenantId: 'acme', aggregates: Object.values(aggregates), tables });
  assert.deepEqual(await rows(), written);
  assert.deepEqual(await previews(), shown, 'worked out again from the version that each was made on');
});
