import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPersonalData } from './personal-data.ts';

const found = (text: string) => findPersonalData(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

for (const [kind, values] of Object.entries({
  EMAIL: ['ann.o-neil+x@mail.example.co.uk', 'j@müller.de', 'a@b.io'],
  PHONE: ['+49 30 1234567', '+1 (415) 555-2671', '0041 44 668 18 00', '(030) 1234567', '0171 1234567', '415-555-2671'],
  CARD: ['4111 1111 1111 1111', '5500-0000-0000-0004', '378282246310005'],
  IBAN: ['DE89 3704 0044 0532 0130 00', 'GB29NWBK60161331926819', 'NO93 8601 1117 947'],
  ID: ['078-05-1120', '86 095 742 719', '756.9217.0769.85'],
  KEY: [
    `sk-${'aB3-'.repeat(8)}x`,
    'AKIAIOSFODNN7EXAMPLE',
    `ghp_${'a1'.repeat(18)}`,
    `eyJ${'a'.repeat(12)}.eyJ${'b'.repeat(12)}.${'c'.repeat(20)}`,
    '-----BEGIN RSA PRIVATE KEY-----\nMIIB\nAAAA\n-----END RSA PRIVATE KEY-----',
  ],
})) {
  for (const value of values) {
    test(`finds ${kind} ${value.slice(0, 24)}, wherever it stands`, () => {
      for (const text of [value, `Ask ${value}, please.`, `(${value})`, `a: ${value}\nb`, `"${value}"`]) {
        assert.deepEqual(found(text), [[kind, value]], text);
      }
    });
  }
}

for (const text of [
  'the order 4111 1111 1111 1112 and 1234567812345678',
  'DE88 3704 0044 0532 0130 00',
  '01936d1e-7a31-7bbd-8000-000000000001',
  'from 2026-11-30 to 2026-12-31, 14:30:00',
  'version 10.12.2025, build 1.2.3.4, price 1,234,567.89',
  'Activity_0abc123 and Flow_1415555267',
  'artifacts/5f8b7d4e-0000-4000-8000-000000000001/main@12',
  '192.168.100.200 and 10.0.0.1:8080',
  'user@ example, @mention, a@b',
  'sk-short and task-sk-aaaaaaaaaaaaaaaaaaaaaaaa',
  '000-12-3456 and 666-12-3456 and 900-12-3456',
  '87 095 742 719',
]) {
  test(`takes nothing of: ${text}`, () => assert.deepEqual(found(text), []));
}

test('long hostile texts take no long time', { timeout: 20_000 }, () => {
  for (const piece of ['a', '1', '1 ', '1-', '+1', 'a.', 'a@a.', 'eyJ', 'A', '(0', '-----BEGIN ', 'DE12 ']) {
    findPersonalData(piece.repeat(200_000 / piece.length));
  }
});
