import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ArtifactEventType } from '@ameide/contracts/artifacts/v1/artifact_query_service';
import type { Graph, Layout } from '@ameide/contracts/graph/v1/graph';
import {
  ArtifactHistoryType,
  type Difference,
  DiffLayer,
  RefKind,
  VersionService,
} from '@ameide/contracts/graph/v1/version_service';
import { createEventStore, rebuildTables } from '@ameide/event-store';
import { applyLayout, applyMutations } from '@ameide/graph-model';
import { changeFromWire, graphFromWire, graphToWire, layoutFromWire, layoutToWire } from '@ameide/graph-model/wire';
import { toJson } from '@bufbuild/protobuf';
import { ValueSchema } from '@bufbuild/protobuf/wkt';
import { type Client, Code } from '@connectrpc/connect';
import { declaration } from '../src/declaration.ts';
import { aggregates } from '../src/wire/aggregates.ts';
import {
  acmeArtifact,
  agent,
  artifactEvents,
  bytes,
  document,
  globexArtifact,
  type Harness,
  insertTask,
  refusedWith,
  rename,
  startHarness,
  text,
} from './harness.ts';

let h: Harness;
let versions: Client<typeof VersionService>;
before(async () => {
  h = await startHarness();
  versions = h.client(VersionService);
});
after(() => h.stop());

const alice = () => h.as('alice');
type Operations = NonNullable<Parameters<Harness['patches']['proposePatch']>[0]['operations']>;

/** A model of its own with one version, and how to work on it. */
async function newModel(content = document) {
  const branch = randomUUID();
  const ref = `artifacts/${acmeArtifact}/${branch}`;
  await h.models.importModel({ artifactId: acmeArtifact, branch, document: bytes(content) }, alice());
  const model = {
    branch,
    ref,
    exported: async (at = ref) => text((await h.models.exportModel({ ref: at }, alice())).document),
    async apply(operations: Operations, as = alice()) {
      const { patch, diagnostics } = await h.patches.proposePatch({ ref, operations }, as);
      assert.ok(patch, JSON.stringify(diagnostics));
      return (await h.patches.applyPatch({ patchId: patch.id }, alice())).commit!.version;
    },
    at: (version: number | string) => `${ref}@${version}`,
    /** All pages. */
    async diff(base: number | string, target: number | string, pageSize = 0, layer: DiffLayer = DiffLayer.UNSPECIFIED) {
      const differences: Difference[] = [];
      for (let pageToken = ''; ; ) {
        const request = { baseRef: model.at(base), targetRef: model.at(target), layer, pageSize, pageToken };
        const page = await versions.diff(request, alice());
        differences.push(...page.differences);
        pageToken = page.nextPageToken;
        if (pageToken === '') return { ...page, differences };
      }
    },
  };
  return model;
}

const removal = (id: string) =>
  ({
    id: 'remove',
    operation: { case: 'removeNode', value: { selector: { selector: { case: 'id', value: id } } } },
  }) as const;

const update = (id: string, properties: Record<string, string>) =>
  ({
    id: 'update',
    operation: { case: 'updateNode', value: { selector: { selector: { case: 'id', value: id } }, properties } },
  }) as const;

/** The graph and layout that differences make of a version. */
function applied(graph: Graph, layout: Layout, differences: readonly Difference[]) {
  const semantic = differences.flatMap(({ change }) => (change.case === 'semantic' ? [change.value] : []));
  const drawn = differences.flatMap(({ change }) => (change.case === 'layout' ? [change.value] : []));
  const change = changeFromWire({ $typeName: 'ameide.graph.v1.Change', semantic, layout: drawn });
  return {
    graph: graphToWire(applyMutations(graphFromWire(graph), change.semantic)),
    layout: layoutToWire(applyLayout(layoutFromWire(layout), change.layout)),
  };
}

const sorted = <T extends { readonly id: string }>(elements: readonly T[]) =>
  elements.toSorted((a, b) => (a.id < b.id ? -1 : 1));
const asSets = ({ graph, layout }: { readonly graph: Graph; readonly layout: Layout }) => ({
  nodes: sorted(graph.nodes),
  edges: sorted(graph.edges),
  layout,
});

test('what a diff says leads from each version to each other, page by page, and to itself by nothing', async () => {
  const model = await newModel();
  await model.apply([...insertTask('Pack', 'Check', 'Ship')]);
  await model.apply([rename('Start', 'Begin'), { ...update('Check', { documentation: 'Look twice' }), id: 'doc' }]);
  await model.apply([removal('Ship')]);
  const other = bytes(
    document.replace('<bpmn:task id="Check"', '<bpmn:userTask id="Check"').replace('</bpmn:task>', '</bpmn:userTask>'),
  );
  const { branch, ref } = model;
  await h.models.importModel({ artifactId: acmeArtifact, branch, document: other, expectedVersion: 4 }, alice());
  const read = async (version: number) => {
    const { graph, layout } = await h.models.getModel({ ref: `${ref}@${version}` }, alice());
    return { graph: graph!, layout: layout! };
  };
  for (let base = 1; base <= 5; base++) {
    for (let target = 1; target <= 5; target++) {
      const { differences, totals, baseRef, targetRef } = await model.diff(base, target, 3);
      assert.deepEqual([baseRef, targetRef], [model.at(base), model.at(target)]);
      const [from, to] = [await read(base), await read(target)];
      assert.deepEqual(asSets(applied(from.graph, from.layout, differences)), asSets(to), `${base} to ${target}`);
      const { added, changed, removed, drawn } = totals!;
      assert.equal(added + changed + removed + drawn, differences.length);
      if (base === target) assert.equal(differences.length, 0);
      else for (const { elementId, origin } of differences) assert.ok(origin, elementId);
    }
  }
});

test('each difference tells what was, what is, and the version, person and run that made it so', async () => {
  const model = await newModel();
  const timed = await model.apply([update('Check', { documentation: 'Look once' })]);
  const documented = await model.apply([update('Check', { documentation: 'Look twice' })], h.as('alice', agent));
  const renamed = await model.apply([rename('Check', 'Look at it')]);
  assert.deepEqual([timed, documented, renamed], [2, 3, 4]);
  const { differences, totals } = await model.diff(1, 4, 0, DiffLayer.SEMANTIC);
  assert.deepEqual(
    { ...totals, $typeName: undefined },
    { added: 0, changed: 1, removed: 0, drawn: 0, $typeName: undefined },
  );
  const [check] = differences;
  assert.deepEqual([check?.elementId, check?.kind, check?.name], ['Check', 'bpmn::task', 'Look at it']);
  assert.equal(check?.origin?.version, 4);
  const told = check?.properties.map(({ property, before, after, origin }) => [
    ...[property, before && toJson(ValueSchema, before), after && toJson(ValueSchema, after)],
    ...[origin?.version, origin?.authorId, origin?.runId],
  ]);
  assert.deepEqual(told?.sort(), [
    ['documentation', undefined, 'Look twice', 3, 'alice', agent.runId],
    ['name', 'Check order', 'Look at it', 4, 'alice', ''],
  ]);
  const backwards = (await model.diff(4, 1)).differences[0]?.properties.find(({ property }) => property === 'name');
  assert.deepEqual([toJson(ValueSchema, backwards!.before!), backwards?.origin?.version], ['Look at it', 4]);
});

test('how a model is drawn is a layer of its own, also over commits that draw nothing', async () => {
  const model = await newModel();
  const move = (x: number) =>
    ({
      id: 'move',
      operation: {
        case: 'move',
        value: { selector: { selector: { case: 'id', value: 'Ship' } }, bounds: { x, y: 300, width: 100, height: 80 } },
      },
    }) as const;
  await model.apply([rename('Start', 'Begin')]);
  const first = await model.apply([move(500)]);
  await model.apply([rename('End', 'Done')]);
  const second = await model.apply([move(800)]);
  await model.apply([rename('Check', 'Look')]);
  const layer = async (base: number, target: number) => {
    const { differences } = await model.diff(base, target, 0, DiffLayer.LAYOUT);
    assert.ok(differences.every(({ change }) => change.case === 'layout'));
    return differences.find(({ elementId }) => elementId === 'Ship')?.origin?.version;
  };
  assert.deepEqual([first, second], [3, 5]);
  assert.deepEqual(
    [await layer(1, 2), await layer(1, 4), await layer(1, 6), await layer(4, 6), await layer(3, 4), await layer(6, 4)],
    [undefined, 3, 5, 5, undefined, 5],
  );
  const { differences, totals } = await model.diff(1, 6, 0, DiffLayer.SEMANTIC);
  assert.ok(differences.every(({ change }) => change.case === 'semantic'));
  assert.ok(totals!.drawn > 0);
});

test('documents may differ where models do not, and their difference is cut when it is long', async () => {
  const model = await newModel();
  const import_ = (content: string, expectedVersion: number) =>
    h.models.importModel(
      { artifactId: acmeArtifact, branch: model.branch, document: bytes(content), expectedVersion },
      alice(),
    );
  await import_(document.replace('<bpmn:task id="Ship"', '<!-- by hand --><bpmn:task id="Ship"'), 1);
  const asked = { baseRef: model.at(1), targetRef: model.at(2), document: true };
  const { differences, documentDiff, documentDiffCut, documentDiffers } = await versions.diff(asked, alice());
  assert.deepEqual([differences.length, documentDiffers, documentDiffCut], [0, true, false]);
  assert.match(documentDiff, /^\+ *<!-- by hand --><bpmn:task id="Ship"/m);
  assert.equal((await versions.diff({ ...asked, document: false }, alice())).documentDiff, '');
  const comments = Array.from({ length: 150 }, (_, n) => `<!-- ${n} ${'x'.repeat(2_000)} -->`).join('\n');
  await import_(document.replace('<bpmn:process', `${comments}\n<bpmn:process`), 2);
  const long = await versions.diff({ ...asked, targetRef: model.at(3) }, alice());
  assert.ok(long.documentDiffCut && long.documentDiff.length <= 256 * 1024);
  assert.match(long.documentDiff, /\n$/);
});

test('what other vendors say of an element is told, also where no graph has anything of it', async () => {
  const vendored = document.replace(
    '<bpmn:task id="Ship"',
    '<bpmn:task xmlns:acme="urn:acme" acme:cost="12" id="Ship"',
  );
  const model = await newModel(vendored);
  const { branch } = model;
  const changed = bytes(vendored.replace('acme:cost="12"', 'acme:cost="15"').replace('"Check order"', '"Look"'));
  await h.models.importModel({ artifactId: acmeArtifact, branch, document: changed, expectedVersion: 1 }, alice());
  const { differences, totals } = await model.diff(1, 2);
  assert.equal(totals?.changed, 2);
  const ship = differences.find(({ elementId }) => elementId === 'Ship');
  assert.equal(ship?.change.case, undefined);
  const told = ship?.properties.map(({ property, before, after, origin }) => [
    ...[property, toJson(ValueSchema, before!), toJson(ValueSchema, after!), origin?.version],
  ]);
  assert.deepEqual(told, [['@acme:cost', '12', '15', 2]]);
  assert.deepEqual((await model.diff(1, 2, 1)).differences, differences);
  assert.deepEqual((await model.diff(1, 1)).differences, []);
});

test('a version is brought back to the byte, with a preview, and that can be taken back', async () => {
  const vendored = document.replace('<bpmn:task id="Ship"', '<!-- by hand --><bpmn:task  id = "Ship"');
  const model = await newModel(vendored);
  await model.apply([removal('Ship')]);
  const edited = await model.exported();
  const dryRun = await versions.restoreVersion({ ref: model.at(1), dryRun: true }, h.as('bob'));
  assert.deepEqual([dryRun.commit, dryRun.baseVersion, dryRun.restoredVersion], [undefined, 2, 1]);
  assert.ok(dryRun.preview?.summary.includes('+ task "Ship goods" in process "Order"'));
  assert.match(dryRun.preview!.documentDiff, /^\+.*by hand/m);
  assert.equal(await model.exported(), edited);
  const request = { ref: model.at(1), expectedVersion: 2, comment: 'as it was', correlationId: randomUUID() };
  const answers = await Promise.all(
    [h, h.open()].map((at) => at.client(VersionService).restoreVersion(request, alice())),
  );
  assert.deepEqual(
    answers.map(({ commit }) => [commit?.version, commit?.comment]),
    [
      [3, 'as it was'],
      [3, 'as it was'],
    ],
  );
  assert.equal(await model.exported(), vendored);
  assert.deepEqual((await model.diff(1, 3)).differences, []);
  await h.models.revertCommit({ ref: model.ref }, alice());
  assert.equal(await model.exported(), edited);
  const refused = (asked: Parameters<typeof versions.restoreVersion>[0], code: Code, reason: string, as = alice()) =>
    assert.rejects(versions.restoreVersion(asked, as), refusedWith(code, reason));
  await refused({ ref: model.at(2) }, Code.FailedPrecondition, 'version_current');
  await refused({ ref: model.at(1), expectedVersion: 2 }, Code.Aborted, 'version_mismatch');
  await refused({ ref: model.at(1) }, Code.PermissionDenied, 'role_required', h.as('bob'));
  await refused({ ref: model.at(1) }, Code.PermissionDenied, 'human_approval_required', h.as('alice', agent));
  await refused({ ref: model.at(1), dryRun: true }, Code.NotFound, 'model_not_found', h.as('carol'));
  await refused({ ref: model.at(9) }, Code.NotFound, 'version_not_found');
});

test('a baseline names a version, once in a model, and stands where a version does', async () => {
  const model = await newModel();
  await model.apply([rename('Ship', 'Send')]);
  await model.apply([rename('Ship', 'Deliver')]);
  const name = 'Prüfung 2026-Q1';
  const request = { ref: model.at(2), name, note: 'for the auditors', correlationId: randomUUID() };
  const { baseline } = await versions.createBaseline(request, alice());
  assert.deepEqual(
    [baseline?.version, baseline?.name, baseline?.note, baseline?.createdBy, baseline?.ref],
    [2, name, 'for the auditors', 'alice', model.at(2)],
  );
  assert.deepEqual((await versions.createBaseline(request, alice())).baseline, baseline);
  assert.match(await model.exported(model.at('PRÜFUNG 2026-q1')), /name="Send"/);
  assert.equal((await h.models.getModel({ ref: model.at(name) }, alice())).ref, model.at(2));
  assert.equal((await h.models.listCommits({ ref: model.at(name) }, alice())).commits[0]?.version, 2);
  assert.equal((await model.diff(name, 3)).differences[0]?.properties[0]?.origin?.version, 3);
  await versions.restoreVersion({ ref: model.at(name) }, alice());
  assert.equal(await model.exported(), await model.exported(model.at(2)));

  const create = (facts: Partial<typeof request>, as = alice()) =>
    versions.createBaseline({ ref: model.ref, name: 'Other', ...facts }, as);
  await assert.rejects(create({ name: 'prüfung 2026-q1' }), refusedWith(Code.AlreadyExists, 'baseline_exists'));
  for (const wrong of ['', '12', ' x', 'x ', 'a/b', 'a@b', 'a\nb', 'x'.repeat(65)]) {
    await assert.rejects(create({ name: wrong }), refusedWith(Code.InvalidArgument, 'invalid_request'), wrong);
  }
  await assert.rejects(create({}, h.as('bob')), refusedWith(Code.PermissionDenied, 'role_required'));
  await assert.rejects(create({}, h.as('alice', agent)), refusedWith(Code.PermissionDenied, 'human_approval_required'));
  await assert.rejects(create({ ref: model.at(9) }), refusedWith(Code.NotFound, 'version_not_found'));
  await assert.rejects(create({ ref: model.at('Nothing') }), refusedWith(Code.NotFound, 'version_not_found'));
  const commands = { ref: model.at(name), expectedVersion: 4, operations: [rename('Ship', 'X')] };
  await assert.rejects(h.editor.proposeCommands(commands, alice()), refusedWith(Code.InvalidArgument, 'ref_invalid'));

  const other = (await create({ name: 'Other' })).baseline!;
  const list = async (contains = '') =>
    (await versions.listBaselines({ ref: model.ref, contains }, h.as('bob'))).baselines.map((each) => each.name);
  assert.deepEqual([await list(), await list('AUDIT'), await list('oth')], [['Other', name], [name], ['Other']]);
  const paged = await versions.listBaselines({ ref: model.ref, pageSize: 1 }, alice());
  const rest = await versions.listBaselines({ ref: model.ref, pageSize: 1, pageToken: paged.nextPageToken }, alice());
  assert.deepEqual([rest.baselines[0]?.name, rest.nextPageToken], [name, '']);

  const renaming = { ref: model.ref, baselineId: other.id, name: 'Release 2', note: 'out' };
  await assert.rejects(
    versions.renameBaseline({ ...renaming, name: name.toUpperCase() }, alice()),
    refusedWith(Code.AlreadyExists, 'baseline_exists'),
  );
  const renamed = await versions.renameBaseline(renaming, alice());
  assert.deepEqual(
    [renamed.baseline?.name, renamed.baseline?.note, renamed.baseline?.version],
    ['Release 2', 'out', 4],
  );
  await assert.rejects(
    versions.renameBaseline({ ...renaming, baselineId: randomUUID() }, alice()),
    refusedWith(Code.NotFound, 'baseline_not_found'),
  );
  const gone = { ref: model.ref, baselineId: baseline!.id };
  await versions.deleteBaseline(gone, alice());
  await versions.deleteBaseline(gone, alice());
  assert.deepEqual(await list(), ['Release 2']);
  await assert.rejects(model.exported(model.at(name)), refusedWith(Code.NotFound, 'version_not_found'));
  assert.ok(await create({ ref: model.at(1), name }));
});

test('two who take one name at once: one gets it', async () => {
  const model = await newModel();
  const names = ['Release', 'RELEASE', 'release', 'ReLease'];
  const asked = names.map((name, at) =>
    (at % 2 === 0 ? h : h.open()).client(VersionService).createBaseline({ ref: model.ref, name }, alice()),
  );
  const outcomes = await Promise.allSettled(asked);
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('refs are listed by model and version, each once, over pages', async () => {
  const model = await newModel();
  await model.apply([rename('Ship', 'Send')]);
  await versions.createBaseline({ ref: model.at(1), name: 'First' }, alice());
  await versions.createBaseline({ ref: model.at(2), name: 'Both' }, alice());
  await versions.createBaseline({ ref: model.at(2), name: 'Also' }, alice());
  const list = async (kinds: RefKind[], pageSize = 0, as = alice()) => {
    const refs: string[] = [];
    for (let pageToken = ''; ; ) {
      const page = await versions.listRefs({ artifactId: acmeArtifact, kinds, pageSize, pageToken }, as);
      refs.push(...page.refs.map(({ ref }) => ref));
      pageToken = page.nextPageToken;
      if (pageToken === '')
        return refs.filter((ref) => ref.startsWith(model.ref)).map((ref) => ref.slice(model.ref.length));
    }
  };
  const all = ['', '@Both', '@Also', '@2', '@First', '@1'];
  assert.deepEqual(await list([], 1), all);
  assert.deepEqual(await list([], 100), all);
  assert.deepEqual(await list([RefKind.BRANCH]), ['']);
  assert.deepEqual(await list([RefKind.BASELINE], 2), ['@Both', '@Also', '@First']);
  assert.deepEqual(await list([RefKind.VERSION]), ['@2', '@1']);
  assert.deepEqual((await versions.listRefs({ artifactId: acmeArtifact }, h.as('carol'))).refs, []);
  const everything = await versions.listRefs({ kinds: [RefKind.BRANCH], pageSize: 100 }, alice());
  const branch = everything.refs.find(({ ref }) => ref === model.ref);
  assert.deepEqual([branch?.version, branch?.authorId, branch?.kind], [2, 'alice', RefKind.BRANCH]);
});

test('nobody compares, names or restores versions of another tenant, or of two artifacts', async () => {
  const model = await newModel();
  const branch = randomUUID();
  await h.models.importModel({ artifactId: globexArtifact, branch, document: bytes(document) }, h.as('carol'));
  const theirs = `artifacts/${globexArtifact}/${branch}`;
  const { baseline } = await versions.createBaseline({ ref: theirs, name: 'Ours' }, h.as('carol'));
  const unknown = refusedWith(Code.NotFound, 'model_not_found');
  await assert.rejects(versions.diff({ baseRef: theirs, targetRef: theirs }, alice()), unknown);
  await assert.rejects(versions.diff({ baseRef: model.ref, targetRef: theirs }, alice()), unknown);
  await assert.rejects(versions.createBaseline({ ref: theirs, name: 'Mine' }, alice()), unknown);
  await assert.rejects(versions.listBaselines({ ref: theirs }, alice()), unknown);
  const byId = { ref: model.ref, baselineId: baseline!.id };
  await assert.rejects(
    versions.renameBaseline({ ...byId, name: 'Mine' }, alice()),
    refusedWith(Code.NotFound, 'baseline_not_found'),
  );
  await versions.deleteBaseline(byId, alice());
  assert.equal((await versions.listBaselines({ ref: theirs }, h.as('carol'))).baselines.length, 1);
  const page = await versions.diff({ baseRef: model.at(1), targetRef: model.at(1), pageSize: 1 }, alice());
  assert.equal(page.nextPageToken, '');
  await assert.rejects(
    versions.diff({ baseRef: model.at(1), targetRef: model.at(1), pageToken: 'x' }, alice()),
    refusedWith(Code.InvalidArgument, 'page_token_invalid'),
  );
});

test('one history of an artifact: its versions, names, life and chats, the newest first, over pages', async () => {
  const ref = `artifacts/${acmeArtifact}/main`;
  await h.models.importModel({ artifactId: acmeArtifact, document: bytes(document), comment: 'the first' }, alice());
  const { patch } = await h.patches.proposePatch({ ref, operations: [rename('Ship', 'Send')] }, h.as('alice', agent));
  await h.patches.applyPatch({ patchId: patch!.id, comment: 'the second' }, alice());
  await versions.createBaseline({ ref: `${ref}@1`, name: 'Named' }, alice());
  const { commits } = await h.models.listCommits({ ref }, alice());
  const [second, first] = commits.map(({ committedAt }) => committedAt!);
  artifactEvents.push(
    {
      id: 'linked/x',
      type: ArtifactEventType.THREAD_LINKED,
      happenedAt: second!,
      userId: '',
      threadId: 'x',
      title: 'A chat',
    },
    {
      id: 'renamed',
      type: ArtifactEventType.RENAMED,
      happenedAt: second!,
      userId: 'bob',
      threadId: '',
      title: 'Orders',
    },
    {
      id: 'created',
      type: ArtifactEventType.CREATED,
      happenedAt: first!,
      userId: 'alice',
      threadId: '',
      title: 'Order',
    },
  );
  const read = async (pageSize: number) => {
    const entries = [];
    for (let pageToken = ''; ; ) {
      const page = await versions.getArtifactHistory({ artifactId: acmeArtifact, pageSize, pageToken }, h.as('bob'));
      entries.push(...page.entries);
      pageToken = page.nextPageToken;
      if (pageToken === '') return entries;
    }
  };
  const all = await read(100);
  assert.equal(new Set(all.map(({ id }) => id)).size, 6);
  const told = all.map(({ type, userId, version, runId, text: said, threadId }) => [
    ...[type, userId, version, runId, said, threadId],
  ]);
  assert.deepEqual(told[0], [ArtifactHistoryType.BASELINE_CREATED, 'alice', 1, '', 'Named', '']);
  assert.deepEqual(told.slice(1, 4), [
    [ArtifactHistoryType.RENAMED, 'bob', 0, '', 'Orders', ''],
    [ArtifactHistoryType.THREAD_LINKED, '', 0, '', 'A chat', 'x'],
    [ArtifactHistoryType.MODIFIED, 'alice', 2, agent.runId, 'the second', ''],
  ]);
  assert.deepEqual(
    told.slice(4).map(([type]) => type),
    [ArtifactHistoryType.CREATED, ArtifactHistoryType.MODIFIED],
  );
  for (const pageSize of [1, 2, 4]) assert.deepEqual(await read(pageSize), all);
  await assert.rejects(
    versions.getArtifactHistory({ artifactId: acmeArtifact }, h.as('carol')),
    refusedWith(Code.NotFound, 'artifact_not_found'),
  );
});

test('the log rebuilds the rows of baselines', async () => {
  const read = async () => (await h.admin.query('select * from graphpatch.baselines order by id')).rows;
  const written = await read();
  assert.ok(written.length > 3);
  const store = createEventStore({ pool: h.pool, schema: declaration.schema });
  for (const tenantId of ['acme', 'globex']) {
    await rebuildTables(store, { tenantId, aggregates: [aggregates.baselines], tables: ['baselines'] });
  }
  assert.deepEqual(await read(), written);
});
