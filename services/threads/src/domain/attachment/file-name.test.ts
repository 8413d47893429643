import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanName, nameForType, textTypeOf } from './file-name.ts';

test('takes the last part of a path, and leaves out what is not to be read', () => {
  const cases: Readonly<Record<string, string>> = {
    'order.pdf': 'order.pdf',
    '../../etc/passwd': 'passwd',
    'C:\\Users\\x\\Rechnung März.xlsx': 'Rechnung März.xlsx',
    '/': 'file',
    '..': 'file',
    ' . ': 'file',
    '.htaccess': 'htaccess',
    'a\r\nSet-Cookie: x=y.txt': 'a Set-Cookie x=y.txt',
    'invoice\u202Efdp.exe': 'invoice fdp.exe',
    'a\u0000b.png': 'a b.png',
    'what? "now" <b>.md': 'what now b .md',
  };
  for (const [given, wanted] of Object.entries(cases)) assert.equal(cleanName(given), wanted, JSON.stringify(given));
});

test('keeps the ending of a name that is too long', () => {
  const name = cleanName(`${'😀'.repeat(400)}.bpmn`);
  assert.equal([...name].length, 120);
  assert.ok(name.endsWith('😀.bpmn'));
});

test('gives every name the ending of what it is', () => {
  assert.equal(nameForType('photo.JPG', 'image/jpeg'), 'photo.JPG');
  assert.equal(nameForType('photo.html', 'image/png'), 'photo.html.png');
  assert.equal(nameForType('photo', 'image/png'), 'photo.png');
  assert.equal(nameForType('notes.ts', 'text/plain'), 'notes.ts');
  assert.equal(nameForType('notes', 'text/plain'), 'notes');
  for (const active of ['page.html', 'run.BAT', 'picture.svg', 'trick.pdf', 'x.hta']) {
    assert.equal(nameForType(active, 'text/plain'), `${active}.txt`);
  }
});

test('tells texts apart by their endings', () => {
  assert.deepEqual(['a.md', 'a.CSV', 'a.bpmn', 'a.json', 'a.html', 'a'].map(textTypeOf), [
    'text/markdown',
    'text/csv',
    'application/xml',
    'application/json',
    'text/plain',
    'text/plain',
  ]);
});

test('whatever a name is, what is made of it can be saved and is a name still', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (name) => {
      const clean = cleanName(name);
      assert.match(clean, /^[^\p{C}/\\<>:"|?*]{1,120}$/u);
      assert.equal(cleanName(clean), clean);
      assert.ok(!clean.startsWith('.'));
    }),
  );
});
