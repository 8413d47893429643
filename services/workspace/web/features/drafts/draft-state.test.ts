import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DraftBatchSchema, DraftSchema } from '@ameide/contracts/editor/v1/draft';
import { DraftChangedSchema } from '@ameide/contracts/editor/v1/model_editor_service';
import { create } from '@bufbuild/protobuf';
import { withChanged } from './draft-state.ts';

const changed = (revision: number, afterRevision: number, ids: readonly string[], batchCount = ids.length) =>
  create(DraftChangedSchema, {
    draft: create(DraftSchema, { version: 1, revision, batchCount }),
    afterRevision,
    batches: ids.map((id) => create(DraftBatchSchema, { id, revision })),
  });
const draft = (revision: number, ...ids: string[]) => ({
  version: 1,
  revision,
  edits: ids.map((id) => ({ id, change: undefined })),
});

test('a whole draft takes the place of what was known', () => {
  assert.deepEqual(withChanged(undefined, changed(3, 0, ['a', 'b'])), draft(3, 'a', 'b'));
  assert.deepEqual(withChanged(draft(2, 'a', 'x'), changed(3, 0, ['a'])), draft(3, 'a'));
  assert.deepEqual(withChanged(draft(2, 'a'), changed(3, 0, [])), draft(3));
});

test('what comes behind is added once, also when the answer was here first', () => {
  assert.deepEqual(withChanged(draft(1, 'a'), changed(2, 1, ['b'], 2)), draft(2, 'a', 'b'));
  assert.deepEqual(withChanged(draft(2, 'a', 'b'), changed(3, 1, ['b', 'c'], 3)), draft(3, 'a', 'b', 'c'));
  const known = draft(2, 'a', 'b');
  assert.equal(withChanged(known, changed(2, 1, ['b'], 2)), known);
});

test('a gap is not closed by guessing', () => {
  assert.equal(withChanged(draft(1, 'a'), changed(4, 3, ['d'], 4)), undefined);
  assert.equal(withChanged(undefined, changed(4, 3, ['d'], 4)), undefined);
  assert.equal(withChanged(draft(1, 'a'), changed(4, 1, ['d'], 4)), undefined);
});
