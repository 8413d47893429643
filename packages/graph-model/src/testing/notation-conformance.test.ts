import { notationConformance } from './notation-conformance.ts';
import { sampleGraph, sampleLayout } from './sample.ts';
import { testDocument, testNotation } from './test-notation.ts';

notationConformance(() => ({
  notation: testNotation,
  samples: [{ name: 'order handling', document: testDocument(sampleGraph, sampleLayout) }],
}));
