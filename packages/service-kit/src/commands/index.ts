export { type AnswerCommand, type Answering, callersKey, createAnswerCommand } from './answer-command.ts';
