export { eventStream, eventText, HEARTBEAT, type ServerSentEvent } from './event-stream.ts';
export type { HttpAnswer, HttpApi, HttpRequest, HttpRoute } from './http-api.ts';
export { jsonAnswer, readJson, readQuery } from './json.ts';
