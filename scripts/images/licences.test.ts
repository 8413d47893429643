import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAllowed, licenceFaults } from './licences.ts';

describe('a licence', () => {
  it('is allowed when allowed ones are enough to keep it', () => {
    for (const expression of [
      'MIT',
      '(MIT OR GPL-3.0)',
      'Apache-2.0 AND MIT',
      '(Apache-2.0 AND BSD-3-Clause)',
      'GPL-3.0 OR (MIT AND ISC)',
    ])
      assert.ok(isAllowed(expression), expression);
  });

  it('is not when it is unknown, forbidden, or no expression', () => {
    for (const expression of [
      '',
      'Unknown',
      'GPL-3.0',
      'MIT AND GPL-3.0',
      'SEE LICENSE IN LICENSE',
      'MIT ISC',
      '(MIT',
      'MIT WITH x',
    ])
      assert.ok(!isAllowed(expression), expression);
  });

  it('is told of with the package that has it', () => {
    const packages = [
      { name: 'good', version: '1.0.0', license: 'MIT' },
      { name: 'odd', version: '2.0.0', license: 'AGPL-3.0-only' },
    ];
    assert.deepEqual(licenceFaults(packages), ['odd@2.0.0: nobody has allowed its licence, AGPL-3.0-only']);
  });
});
