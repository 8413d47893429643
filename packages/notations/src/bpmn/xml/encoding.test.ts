import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderModel, readModel } from '../../../test/order-model.ts';
import { writeBpmn } from '../write.ts';
import { decodeXml, encodeXml } from './encoding.ts';

const named = (name: string, encoding: string) =>
  orderModel.replace('"UTF-8"', `"${encoding}"`).replace('name="Done"', `name="${name}"`);

for (const [encoding, bytes, written] of [
  ['ISO-8859-1', Buffer.from(named('Fälle', 'ISO-8859-1'), 'latin1'), 'ü &#8364; &#128512;'],
  ['windows-1252', Buffer.from(named('F\x80lle', 'windows-1252'), 'latin1'), 'ü € &#128512;'],
  ['US-ASCII', Buffer.from(named('Falle', 'US-ASCII'), 'latin1'), '&#252; &#8364; &#128512;'],
  ['UTF-16', Buffer.from(`\ufeff${named('Fälle', 'UTF-16')}`, 'utf16le'), 'ü € 😀'],
  ['UTF-8', Buffer.from(`\ufeff${named('Fälle', 'UTF-8')}`), 'ü € 😀'],
] as const) {
  test(`a document in ${encoding} is read, edited and written in it`, () => {
    const text = decodeXml(bytes);
    assert.ok(text !== null);
    assert.deepEqual(Buffer.from(encodeXml(text)), bytes);
    const before = readModel(text).graph.nodes.get('End')!.name;
    const after = 'ü € 😀';
    const { document } = writeBpmn(text, {
      semantic: [{ type: 'node_changed', id: 'End', before: { name: before }, after: { name: after } }],
      layout: [],
    });
    assert.ok(document.includes(`name="${written}"`));
    const again = decodeXml(encodeXml(document));
    assert.equal(again, document);
    assert.equal(readModel(document).graph.nodes.get('End')!.name, after);
  });
}

test('what cannot be written again as it came is not taken', () => {
  assert.equal(decodeXml(new Uint8Array([0x3c, 0xff, 0xfe, 0x3e])), null);
  assert.equal(decodeXml(Buffer.from(named('Fälle', 'US-ASCII'), 'latin1')), null);
  assert.equal(decodeXml(Buffer.from(`\ufeff${named('x', 'UTF-16')}`, 'utf16le').swap16()), null);
  assert.equal(decodeXml(Buffer.from(`\ufeff${named('x', 'UTF-16')}`)), null);
});
