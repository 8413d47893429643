export { type ReadMessage, readMessage } from './read-message.ts';
export { instantFromWire, readStored, stored } from './stored-event.ts';
