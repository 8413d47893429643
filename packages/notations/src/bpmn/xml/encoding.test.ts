import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderModel, readModel } from '../../../test/order-model.ts';
import { readBpmn } from '../read.ts';
import { writeBpmn } from '../write.ts';
import { validateXsd } from '../xsd.ts';
import { decodeXml, encodeXml } from './encoding.ts';

const named = (name: string, encoding: string) =>
  orderModel.replace('"UTF-8"', `"${encoding}"`).replace('name="Done"', `name="${name}"`);
const undeclared = (name: string) => named(name, '').replace(/^<\?xml.*\n/, '');
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const littleEndian = (text: string) => Buffer.from(text, 'utf16le');
const bigEndian = (text: string) => littleEndian(text).swap16();

const all = 'ü € ж 😀';
const readable: readonly [string, Buffer, written: string][] = [
  ['ISO-8859-1', latin1(named('F\xe4lle', 'ISO-8859-1')), 'ü &#8364; &#1078; &#128512;'],
  ['ISO-8859-5', latin1(named('\xb6', 'iso-8859-5')), '&#252; &#8364; ж &#128512;'],
  ['windows-1252', latin1(named('F\x80lle', 'windows-1252')), 'ü € &#1078; &#128512;'],
  ['windows-1251', latin1(named('\xe6', 'windows-1251')), '&#252; € ж &#128512;'],
  ['US-ASCII', latin1(named('Falle', 'US-ASCII')), '&#252; &#8364; &#1078; &#128512;'],
  ['UTF-8', Buffer.from(named('Fälle', 'UTF-8')), all],
  ['UTF-8, with a mark', Buffer.from(`\ufeff${named('Fälle', 'utf-8')}`), all],
  ['UTF-8, undeclared', Buffer.from(undeclared('Fälle')), all],
  ['UTF-16, little-endian', littleEndian(`\ufeff${named('Fälle', 'UTF-16')}`), all],
  ['UTF-16, little-endian, undeclared', littleEndian(`\ufeff${undeclared('Fälle')}`), all],
  ['UTF-16LE', littleEndian(named('Fälle', 'UTF-16LE')), all],
  ['UTF-16LE, with a mark', littleEndian(`\ufeff${named('Fälle', 'UTF-16LE')}`), all],
  ['UTF-16, big-endian', bigEndian(`\ufeff${named('Fälle', 'UTF-16')}`), all],
  ['UTF-16, big-endian, undeclared', bigEndian(`\ufeff${undeclared('Fälle')}`), all],
  ['UTF-16BE', bigEndian(named('Fälle', 'UTF-16BE')), all],
  ['UTF-16BE, with a mark', bigEndian(`\ufeff${named('Fälle', 'UTF-16BE')}`), all],
  // What is declared is not so; whoever believes it reads the edits right all the same.
  ['UTF-8 that declares UTF-16', Buffer.from(named('Fälle', 'utf-16')), '&#252; &#8364; &#1078; &#128512;'],
  [
    'UTF-8 with a mark that declares ISO-8859-1',
    Buffer.from(`\ufeff${named('Fälle', 'ISO-8859-1')}`),
    '&#252; &#8364; &#1078; &#128512;',
  ],
  ['ASCII that declares what is not known', latin1(named('Falle', 'EUC-JP')), '&#252; &#8364; &#1078; &#128512;'],
];

function decoded(bytes: Uint8Array): string {
  const result = decodeXml(bytes);
  assert.ok('text' in result, JSON.stringify(result));
  return result.text;
}

for (const [name, bytes, written] of readable) {
  test(`a document in ${name} is read, edited and written in it`, () => {
    const text = decoded(bytes);
    assert.ok(Buffer.from(encodeXml(text)).equals(bytes));
    assert.deepEqual(validateXsd(text), []);
    const before = readModel(text).graph.nodes.get('End')!.name;
    const { document } = writeBpmn(text, {
      semantic: [{ type: 'node_changed', id: 'End', before: { name: before }, after: { name: all } }],
      layout: [],
    });
    assert.ok(document.includes(`name="${written}"`), document.slice(0, 80));
    assert.equal(decoded(encodeXml(document)), document);
    assert.equal(readModel(document).graph.nodes.get('End')!.name, all);
    const read = readBpmn(text);
    const warned = read.diagnostics.some(({ code }) => code === 'xml_wrong_encoding');
    assert.equal(warned, name.includes('declares'));
  });
}

test('what cannot be written again as it came is refused with a sentence', () => {
  const faults: readonly [Uint8Array, RegExp][] = [
    [
      latin1(`${named('x', 'UTF-8')}\n\xff\n`),
      /^Line 8\d of the document has bytes that are no characters in UTF-8\. Save/,
    ],
    [latin1(named('F\xe4lle', 'US-ASCII')), /no characters in US-ASCII/],
    [latin1(named('\xa5', 'ISO-8859-3')), /no characters in ISO-8859-3/],
    [latin1(named('\xa4\xa2', 'EUC-JP')), /declares the encoding EUC-JP, which is none/],
    [littleEndian(named('x', 'UTF-16')), /UTF-16 without a byte order mark/],
    [bigEndian(undeclared('x')), /UTF-16 without a byte order mark/],
    [littleEndian(`\ufeff${named('x', 'UTF-8')}`), /byte order mark of UTF-16, little-endian, and declares UTF-8/],
    [littleEndian(`\ufeff${named('x', 'UTF-16BE')}`), /little-endian, and declares UTF-16BE/],
    [bigEndian(`\ufeff${named('x', 'UTF-16LE')}`), /big-endian, and declares UTF-16LE/],
    [bigEndian(named('x', 'UTF-16LE')), /UTF-16 without a byte order mark/],
    [Buffer.from(named('x', 'UTF-16LE')), /declares UTF-16LE, and is not in it/],
    [littleEndian(`\ufeff${named('\ud83d', 'UTF-16')}`), /a character in it is cut in half/],
    [littleEndian(`\ufeff${named('x', 'UTF-16')}`).subarray(0, -1), /a character in it is cut in half/],
    [Buffer.concat([Buffer.from([0, 0, 0xfe, 0xff]), Buffer.alloc(8)]), /UTF-32/],
    [Buffer.from(`\ufdd0${undeclared('x')}`), /begins with a character that XML does not have/],
    [Buffer.from(`\ufffe${undeclared('x')}`), /begins with a character that XML does not have/],
  ];
  for (const [bytes, expected] of faults) {
    const result = decodeXml(bytes);
    assert.ok('fault' in result, String(expected));
    assert.match(result.fault, expected);
  }
});

test('half a character by reference is no XML', () => {
  const read = readBpmn(named('&#xD83D;', 'UTF-8'));
  assert.ok(!read.ok && read.reason === 'malformed');
});
