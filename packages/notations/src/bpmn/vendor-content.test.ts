import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVendorContent } from './vendor-content.ts';

const document = (
  task: string,
) => `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:acme="urn:acme"
  xmlns:ameide="https://ameide.io/schema/model/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D">
  <process id="P">${task}</process></definitions>`;

test('what other vendors say of an element is read, in one way whatever the white space', () => {
  const content = readVendorContent(
    document(`<task id="T" name="Check" acme:cost="12"><extensionElements><acme:form  key="a">
      <acme:field/></acme:form><acme:form key="b"/><ameide:element key="k"/></extensionElements></task>`),
  );
  assert.deepEqual(
    [...content],
    [
      [
        'T',
        { '@acme:cost': '12', '<acme:form>': '<acme:form key="a"> <acme:field/></acme:form> <acme:form key="b"/>' },
      ],
    ],
  );
});

test('what the graph knows is not told again, and what cannot be read says nothing', () => {
  assert.equal(readVendorContent(document('<task id="T" xmlns:x="urn:x" name="Check"/>')).size, 0);
  assert.equal(readVendorContent('<definitions').size, 0);
});
