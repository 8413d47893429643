export {
  changeFromWire,
  changeToWire,
  layoutMutationFromWire,
  layoutMutationToWire,
  semanticMutationFromWire,
  semanticMutationToWire,
} from './change.ts';
export { diagnosticToWire } from './diagnostic.ts';
export {
  edgeToWire,
  graphFromWire,
  graphToWire,
  layoutFromWire,
  layoutToWire,
  lifecycleToWire,
  nodeToWire,
} from './graph.ts';
export { operationFromWire, operationToWire } from './operation.ts';
