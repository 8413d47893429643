import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from './language.ts';

const languages: readonly (readonly [accepted: string | undefined, language: string])[] = [
  [undefined, 'en'],
  ['de', 'de'],
  ['de-AT,de;q=0.9,en;q=0.8', 'de'],
  ['en-GB, de', 'en'],
  ['fr, de;q=0.5, en;q=0.4', 'de'],
  ['fr, EN;q=0.2, DE-CH ; q=0.7', 'de'],
  ['de;q=0', 'en'],
  ['deu, *', 'en'],
  [';;q=,,,', 'en'],
];
for (const [accepted, language] of languages) {
  test(`a browser that accepts ${accepted} reads ${language}`, () => {
    assert.equal(languageOf({ headers: accepted === undefined ? {} : { 'accept-language': accepted } }), language);
  });
}
