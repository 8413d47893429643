/**
 * The same stream, once its first piece is there. So what is refused before anything was said is refused with its status, which a
 * stream that has begun cannot have any more.
 */
export async function peeked<Piece>(stream: AsyncGenerator<Piece, void>): Promise<AsyncGenerator<Piece, void>> {
  const first = await stream.next();
  return (async function* () {
    if (first.done === true) return;
    try {
      yield first.value;
      yield* stream;
    } finally {
      await stream.return();
    }
  })();
}
