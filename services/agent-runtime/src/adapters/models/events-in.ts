/** The data of the server-sent events of a response, each as JSON. @throws SyntaxError when one is no JSON */
export async function* eventsIn(response: Response): AsyncGenerator<unknown> {
  if (response.body === null) return;
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield* dataIn(block);
  }
  yield* dataIn(rest);
}

function* dataIn(block: string): Generator<unknown> {
  const lines = block.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  if (lines.length > 0) yield JSON.parse(lines.map((line) => line.slice(5)).join('\n'));
}
