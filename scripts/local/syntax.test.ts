import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntaxFaults } from './syntax.ts';

test('what does not parse is named with its file and line', () => {
  const files = new Map([
    ['src/good.ts', `export const one: number = 1;`],
    ['src/bad.ts', `export const one = 1;\n\nconst = 2;\n`],
    ['src/page.tsx', `export const page = <p>text</p>;`],
    ['README.md', 'this is no program'],
  ]);
  const faults = syntaxFaults(new Map([...files].map(([path, text]) => [path, Buffer.from(text)])));
  assert.equal(faults.length, 1, faults.join('\n'));
  assert.match(faults[0]!, /^src\/bad\.ts:3: /);
});
