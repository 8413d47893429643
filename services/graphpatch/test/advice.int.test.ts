import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { FindingSource, type Suggestion } from '@ameide/contracts/editor/v1/model_editor_service';
import { Severity } from '@ameide/contracts/graph/v1/diagnostic';
import { PatchState } from '@ameide/contracts/graph/v1/patch';
import { errorDetail } from '@ameide/service-kit/errors';
import { Code } from '@connectrpc/connect';
import fc from 'fast-check';
import {
  acmeArtifact,
  agent,
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
before(async () => {
  h = await startHarness();
});
after(() => h.stop());

const alice = () => h.as('alice');

/** "Ship goods" has no name, and nothing leads to "Weigh goods". */
const untidy = document
  .replace('<bpmn:task id="Ship" name="Ship goods">', '<bpmn:task id="Ship">')
  .replace('<bpmn:endEvent', '<bpmn:task id="Weigh" name="Weigh goods" />\n    <bpmn:endEvent')
  .replace(
    '<bpmndi:BPMNShape id="End_di"',
    '<bpmndi:BPMNShape id="Weigh_di" bpmnElement="Weigh"><dc:Bounds x="350" y="90" width="100" height="80" /></bpmndi:BPMNShape>\n      $&',
  );

async function newModel(content: string = untidy) {
  const branch = randomUUID();
  const ref = `artifacts/${acmeArtifact}/${branch}`;
  await h.models.importModel({ artifactId: acmeArtifact, branch, document: bytes(content) }, alice());
  return {
    ref,
    exported: async () => text((await h.models.exportModel({ ref }, alice())).document),
    versions: async () => (await h.models.listCommits({ ref }, alice())).commits.map(({ version }) => version),
    validate: async (operations: NonNullable<Validate['operations']> = [], more: Validate = {}) =>
      h.editor.validateDiagram({ ref, operations: [...operations], ...more }, alice()),
    suggestions: async (more: object = {}) => (await h.editor.getAISuggestions({ ref, ...more }, alice())).suggestions,
  };
}
type Validate = Parameters<Harness['editor']['validateDiagram']>[0];

const codes = (answer: Awaited<ReturnType<Harness['editor']['validateDiagram']>>) =>
  answer.findings.map(({ diagnostic }) => `${diagnostic!.code} ${diagnostic!.elementIds.join(' ')}`);

test('a model is told what could be better in it, with what would mend it', async () => {
  const { validate } = await newModel();
  const answer = await validate();
  assert.deepEqual(codes(answer), ['style_no_name Ship', 'style_not_connected Weigh']);
  assert.deepEqual([answer.version, answer.totalCount, answer.errorCount, answer.warningCount], [1, 2, 0, 2]);
});

test('what is wrong for the schema comes first, with its element', async () => {
  const { validate } = await newModel(
    untidy.replace('<bpmn:task id="Check"', '<bpmn:task id="Check" startQuantity="many"'),
  );
  const { findings, errorCount } = await validate();
  assert.equal(errorCount, 1);
  assert.equal(findings[0]!.source, FindingSource.SCHEMA);
  assert.equal(findings[0]!.diagnostic!.severity, Severity.ERROR);
  assert.deepEqual(findings[0]!.diagnostic!.elementIds, ['Check']);
});

test('an answer has as many findings as were asked for, and says how many there are', async () => {
  const { validate } = await newModel();
  const answer = await validate([], { maxFindings: 1 });
  assert.deepEqual([answer.findings.length, answer.totalCount], [1, 2]);
});

test('operations that are not applied are looked at with the model, or are told not to fit it', async () => {
  const { validate, exported } = await newModel();
  const after = await validate([rename('Ship', 'Ship goods')]);
  assert.deepEqual(codes(after), ['style_not_connected Weigh']);
  const misfits = await validate([rename('Nowhere', 'x')]);
  assert.deepEqual(
    misfits.findings.map(({ source }) => source),
    [FindingSource.OPERATION],
  );
  assert.match(misfits.findings[0]!.diagnostic!.message, /Nowhere/);
  assert.equal(await exported(), untidy);
});

test('a fix mends what it is offered for', async () => {
  const { ref, validate } = await newModel();
  const loose = (await validate()).findings.find(({ diagnostic }) => diagnostic!.code === 'style_not_connected')!;
  assert.deepEqual(
    loose.fixes.map(({ code }) => code),
    ['remove'],
  );
  const { operations } = loose.fixes[0]!;
  const { outcome } = await h.editor.proposeCommands({ ref, expectedVersion: 1, operations }, alice());
  assert.equal(outcome.case, 'applied');
  assert.deepEqual(codes(await validate()), ['style_no_name Ship']);
});

test('what somebody has drawn and not saved is looked at by them, and by nobody else', async () => {
  const { ref, validate } = await newModel();
  const { editor } = h;
  const drawn = { ref, version: 1, batchId: randomUUID(), operations: [rename('Ship', 'Ship goods')] };
  assert.equal((await editor.saveDraft(drawn, alice())).outcome.case, 'saved');
  const mine = await validate([], { draftRevision: 1 });
  assert.deepEqual([codes(mine), mine.version, mine.draftRevision], [['style_not_connected Weigh'], 1, 1]);
  assert.deepEqual(codes(await validate()), ['style_no_name Ship', 'style_not_connected Weigh']);
  const theirs = await editor.validateDiagram({ ref, draftRevision: 1 }, h.as('bob'));
  assert.deepEqual([theirs.findings.length, theirs.draftRevision], [2, 0]);
  const suggested = await editor.getAISuggestions({ ref, draftRevision: 1 }, alice());
  assert.deepEqual([suggested.suggestions.map(({ code }) => code), suggested.draftRevision], [['connect_element'], 1]);

  const [suggestion] = suggested.suggestions;
  const tried = await validate(suggestion!.operations, { draftRevision: 1 });
  assert.deepEqual(codes(tried), []);
  assert.ok(
    tried.preview!.summary.some((line) => line.includes('Weigh goods')),
    tried.preview!.summary.join(),
  );
  const more = { ref, version: 1, revision: 1, batchId: randomUUID(), operations: suggestion!.operations };
  assert.equal((await editor.saveDraft(more, alice())).outcome.case, 'saved');
  assert.deepEqual(codes(await validate([], { draftRevision: 2 })), []);
});

test('looking never changes anything', async () => {
  const model = await newModel();
  const operations = fc.subarray([
    rename('Ship', 'Ship'),
    rename('Check', 'Look', 'again'),
    ...insertTask('Pack', 'Check', 'Ship'),
  ]);
  await fc.assert(
    fc.asyncProperty(operations, fc.constantFrom('en', 'de', ''), async (chosen, language) => {
      const first = await model.validate(chosen);
      assert.deepEqual(await model.validate(chosen), first, 'the same answer again');
      assert.deepEqual(await model.suggestions({ language }), await model.suggestions({ language }));
    }),
    { numRuns: 15 },
  );
  assert.equal(await model.exported(), untidy);
  assert.deepEqual(await model.versions(), [1]);
  const { patches } = await h.patches.listPatches({ ref: model.ref }, alice());
  assert.deepEqual(patches, []);
});

const about = (suggestions: readonly Suggestion[], id: string) =>
  suggestions.find(({ elementIds }) => elementIds[0] === id)!;

test('suggestions say why and how sure they are, in the language that is asked for', async () => {
  const { ref, suggestions } = await newModel();
  const all = await suggestions({ language: 'de' });
  assert.deepEqual(
    all.map(({ code }) => code),
    ['connect_element', 'label_element'],
  );
  assert.equal(all[0]!.title, 'Put “Weigh goods” between “Check order” and the task');
  assert.equal(all[1]!.title, 'Name it “Schritt nach Check order”');
  assert.deepEqual(
    all.map(({ reasonCode, reasonValues }) => [reasonCode, ...reasonValues]),
    [['lies_on_flow'], ['name_to_begin_with']],
  );
  assert.ok(all.every(({ confidence, reason }) => confidence > 0 && confidence <= 1 && reason !== ''));
  assert.ok(all.every(({ operations, reason }) => operations.every(({ rationale }) => rationale === reason)));
  assert.deepEqual(
    (await suggestions({ focusIds: ['Ship'] })).map(({ elementIds }) => elementIds),
    [['Ship']],
  );
  const few = await h.editor.getAISuggestions({ ref, maxSuggestions: 1 }, h.as('bob'));
  assert.deepEqual([few.suggestions.length, few.totalCount, few.version], [1, 2, 1]);
});

test('a suggestion that is accepted is a version, and a patch that was proposed and accepted', async () => {
  const { ref, suggestions, exported, versions } = await newModel();
  const { id: suggestionId, title } = about(await suggestions(), 'Weigh');
  const request = { ref, suggestionId, correlationId: 'once' };
  const { commit, applied } = await h.editor.applyAISuggestion(request, alice());
  assert.deepEqual([commit?.version, commit?.authorId, commit?.comment], [2, 'alice', title]);
  assert.ok(applied!.summary.length > 0);
  assert.match(await exported(), /sourceRef="Check" targetRef="Weigh"/);
  const { patch } = await h.patches.getPatch({ patchId: commit!.patchId }, alice());
  assert.deepEqual(
    [patch?.state, patch?.proposedBy, patch?.onBehalfOf, patch?.decidedBy, patch?.commitId],
    [PatchState.APPLIED, 'suggestions', 'alice', 'alice', commit!.id],
  );
  assert.deepEqual(
    (await h.editor.applyAISuggestion(request, alice())).commit,
    commit,
    'a repeat gets the first answer',
  );
  assert.deepEqual(await versions(), [2, 1]);
});

test('a suggestion goes on while the model still leads to it, and is stale afterwards', async () => {
  const { ref, suggestions } = await newModel();
  const all = await suggestions();
  const [label, connection] = [about(all, 'Ship').id, about(all, 'Weigh').id];
  const apply = async (suggestionId: string) =>
    (await h.editor.applyAISuggestion({ ref, suggestionId }, alice())).commit?.version;
  await h.editor.proposeCommands({ ref, expectedVersion: 1, operations: [rename('Start', 'Order came')] }, alice());
  assert.equal(await apply(label), 3, 'what else has changed does not matter');
  assert.equal(await apply(connection), 4);
  const isStale = refusedWith(Code.Aborted, 'suggestion_stale');
  for (const done of [label, connection]) await assert.rejects(apply(done), isStale);
  await assert.rejects(apply('nothing-of-the-kind'), isStale);
  const refusal = await apply(label).catch((error: unknown) => error);
  assert.equal(errorDetail(refusal)?.conflict?.serverVersion, 4);
});

test('viewers look and do not apply; agents do not apply either', async () => {
  const { ref, suggestions, versions } = await newModel();
  const { id: suggestionId } = about(await suggestions(), 'Ship');
  const request = { ref, suggestionId };
  await h.editor.validateDiagram({ ref }, h.as('bob'));
  await assert.rejects(
    h.editor.applyAISuggestion(request, h.as('bob')),
    refusedWith(Code.PermissionDenied, 'role_required'),
  );
  await assert.rejects(
    h.editor.applyAISuggestion(request, h.as('alice', agent)),
    refusedWith(Code.PermissionDenied, 'human_approval_required'),
  );
  await assert.rejects(
    h.editor.applyAISuggestion({ ...request, ref: `${ref}@1` }, alice()),
    refusedWith(Code.InvalidArgument, 'ref_invalid'),
  );
  assert.deepEqual(await versions(), [1]);
});

test('the models of others are not there', async () => {
  const { ref } = await newModel();
  const carol = h.as('carol');
  const isNotThere = refusedWith(Code.NotFound, 'model_not_found');
  await assert.rejects(h.editor.validateDiagram({ ref }, carol), isNotThere);
  await assert.rejects(h.editor.getAISuggestions({ ref }, carol), isNotThere);
  await assert.rejects(h.editor.applyAISuggestion({ ref, suggestionId: 'x' }, carol), isNotThere);
  await h.models.importModel({ artifactId: globexArtifact, document: bytes(document) }, carol);
  const own = await h.editor.validateDiagram({ ref: `artifacts/${globexArtifact}/main` }, carol);
  assert.deepEqual(codes(own), []);
  await assert.rejects(
    h.editor.validateDiagram({ ref: `${ref}@9` }, alice()),
    refusedWith(Code.NotFound, 'version_not_found'),
  );
});
