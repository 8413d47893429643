import assert from 'node:assert/strict';
import { it } from 'node:test';
import { documentBytes, documentText } from './document-text.ts';

const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><é/>`;

it('the text of a document is read in its own encoding', () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const cases: readonly [string, Uint8Array][] = [
    [xml('UTF-8'), Buffer.from(xml('UTF-8'))],
    ['<é/>', Buffer.from('<é/>')],
    [xml('ISO-8859-1'), Buffer.from(xml('ISO-8859-1'), 'latin1')],
    [xml('UTF-16'), utf16(`\ufeff${xml('UTF-16')}`)],
    [xml('UTF-16'), utf16(`\ufeff${xml('UTF-16')}`).swap16()],
    [xml('UTF-16BE'), utf16(xml('UTF-16BE')).swap16()],
    [xml('utf-16'), Buffer.from(xml('utf-16'))],
    [xml('unknown'), Buffer.from(xml('unknown'))],
    ['', new Uint8Array()],
  ];
  for (const [text, bytes] of cases) assert.equal(documentText(bytes), text);
});

it('text that would be other characters in the encoding that it declares is refused', () => {
  assert.equal(new TextDecoder().decode(documentBytes(xml('utf-8'))), xml('utf-8'));
  assert.equal(documentBytes('<é/>').length, 5);
  assert.ok(documentBytes(xml('ISO-8859-1').replace('é', 'e')).length > 0);
  assert.throws(() => documentBytes(xml('ISO-8859-1')), /declares ISO-8859-1.*Give its bytes/);
});
