export { type Answer, type AskOptions, askWorkload } from './ask-workload.ts';
export { type Attempt, type Fault, isFault } from './attempt.ts';
export { type CircuitOptions, createCircuit } from './circuit.ts';
export { attempted, type HttpAnswer, OutsideError, type OutsideSystem, outsideSystem } from './outside-system.ts';
export { createPatience, type PatienceOptions } from './patience.ts';
export { dnsResolver } from './resolve-host.ts';
