export { type ReadMessage, readMessage } from './read-message.ts';
