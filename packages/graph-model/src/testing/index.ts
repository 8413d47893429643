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
