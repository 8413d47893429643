export { type Answer, type AskOptions, askWorkload } from './ask-workload.ts';
export { type CircuitOptions, createCircuit } from './circuit.ts';
export { createPatience, type PatienceOptions } from './patience.ts';
