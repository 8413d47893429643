export { type Answer, type AskOptions, askWorkload } from './ask-workload.ts';
