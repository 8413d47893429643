export { type ProcessDefinition, type RunningProcess, runProcess } from './run-process.ts';
