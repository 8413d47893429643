import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rootKindOf } from './root-kind.ts';

test('the root of a document is found in any encoding', () => {
  const pools = '<b:definitions><b:collaboration id="é"/></b:definitions>';
  const process = '<definitions><process id="collaboration"/></definitions>';
  for (const encoding of ['utf8', 'latin1', 'utf16le'] as const) {
    assert.equal(rootKindOf(Buffer.from(pools, encoding)), 'bpmn::collaboration', encoding);
    assert.equal(rootKindOf(Buffer.from(process, encoding)), 'bpmn::process', encoding);
  }
  assert.equal(rootKindOf(Buffer.from(pools, 'utf16le').swap16()), 'bpmn::collaboration');
});
