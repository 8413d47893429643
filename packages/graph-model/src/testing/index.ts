export type { Vocabulary } from './arbitraries.ts';
export {
  arbitraryGarbage,
  arbitraryGraph,
  arbitraryLayout,
  arbitraryPatch,
  arbitrarySelector,
  vocabularyOf,
} from './arbitraries.ts';
export type { ConformanceSample } from './notation-conformance.ts';
export { notationConformance } from './notation-conformance.ts';
export {
  byId,
  byKey,
  byName,
  byPath,
  graphOf,
  operation,
  sampleEdge,
  sampleGraph,
  sampleLayout,
  sampleNewNode,
  sampleNode,
} from './sample.ts';
export { testDocument, testNotation } from './test-notation.ts';
