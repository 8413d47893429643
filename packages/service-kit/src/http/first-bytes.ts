import type { Socket } from 'node:net';

/** With what a client begins that knows beforehand that HTTP/2 is spoken, as far as no other request begins so. */
const PREFACE = Buffer.from('PRI * HTTP/2');

/** What connections are that have said something. */
export interface FirstBytes {
  readonly http1: (socket: Socket) => void;
  readonly http2: (socket: Socket) => void;
  /** It has not said which it is in time. */
  readonly late: (socket: Socket) => void;
}

/** Tells by its first bytes which version of HTTP is spoken on a connection, and hands it on with all its bytes. */
export function tellApart(socket: Socket, waitMs: number, to: FirstBytes): void {
  let seen = Buffer.alloc(0);
  let undecided = true;
  const decide = (hand: (socket: Socket) => void) => {
    undecided = false;
    clearTimeout(timer);
    socket.off('data', look);
    socket.off('end', end);
    socket.off('error', ignore);
    socket.pause();
    if (seen.length > 0) socket.unshift(seen);
    hand(socket);
    // What was put back is read by whoever listens now.
    process.nextTick(() => socket.resume());
  };
  const look = (bytes: Buffer) => {
    seen = Buffer.concat([seen, bytes]);
    const known = Math.min(seen.length, PREFACE.length);
    if (seen.compare(PREFACE, 0, known, 0, known) !== 0) decide(to.http1);
    else if (known === PREFACE.length) decide(to.http2);
  };
  const end = () => decide(to.http1);
  const ignore = () => undefined;
  // What has come while this process was busy is read before anybody is called late.
  const expire = () => setImmediate(() => undecided && decide(to.late));
  const timer = setTimeout(expire, waitMs);
  socket.once('close', () => {
    undecided = false;
    clearTimeout(timer);
  });
  socket.on('data', look).on('end', end).on('error', ignore);
}
