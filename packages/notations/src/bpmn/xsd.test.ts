import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from './limits.ts';
import { bpmn } from './node.ts';

const NAMESPACE = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const definitions = (content: string, before = '') =>
  `${before}<definitions xmlns="${NAMESPACE}" targetNamespace="urn:x">${content}</definitions>`;

const attributes = Array.from({ length: limits.attributesPerElement + 1 }, (_, at) => `a:n${at}=""`).join(' ');
const deep = (depth: number) =>
  `<extensionElements>${'<a:in xmlns:a="urn:a">'.repeat(depth)}${'</a:in>'.repeat(depth)}</extensionElements>`;

const unreadable: Readonly<Record<string, string>> = {
  'another root that the schema knows': `<task xmlns="${NAMESPACE}" id="T"/>`,
  'another root': '<html/>',
  entities: definitions('<process id="P" name="&x;"/>', '<!DOCTYPE definitions [<!ENTITY x "y">]>'),
  'too many attributes': definitions(`<process xmlns:a="urn:a" id="P" ${attributes}/>`),
  'elements within too many others': definitions(deep(limits.depth)),
  'a prefix that nothing declares': definitions('<process id="P" a:b=""/>'),
  'a tag that is not closed': definitions('<process id="P">'),
};

for (const [what, text] of Object.entries(unreadable)) {
  test(`validation says of ${what} what reading says`, () => {
    const { ok, diagnostics } = bpmn.read(text);
    assert.equal(ok, false);
    assert.deepEqual(bpmn.validate(text), diagnostics);
  });
}

test('what can be read and is valid has no findings, also near the limits', () => {
  const many = definitions(`<process xmlns:a="urn:a" id="P" ${attributes.replaceAll(/a:n[0-4]="" /g, '')}/>`);
  for (const text of [many, definitions(`<process id="P">${deep(limits.depth - 10)}</process>`)]) {
    assert.equal(bpmn.read(text).ok, true);
    assert.deepEqual(bpmn.validate(text), []);
  }
});
