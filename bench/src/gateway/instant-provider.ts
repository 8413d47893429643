import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A provider that speaks OpenAI's streaming Chat Completions and answers at once: twenty words, then the usage. It stands in for a
 * real one, whose own time would hide ours. Tells its address on the standard output, and ends with its standard input.
 */
const TOKENS = 20;

const chunk = (delta: object, end: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'instant', choices: [{ index: 0, delta, finish_reason: end }] })}\n\n`;
const usage = { prompt_tokens: 100, completion_tokens: TOKENS, total_tokens: 100 + TOKENS };
const answer = [
  chunk({ role: 'assistant', content: '' }),
  ...Array.from({ length: TOKENS }, (_, index) => chunk({ content: `word${index} ` })),
  chunk({}, 'stop'),
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'instant', choices: [], usage })}\n\n`,
  'data: [DONE]\n\n',
];

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of answer) response.write(piece);
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`));
process.stdin.resume().on('close', () => process.exit());
