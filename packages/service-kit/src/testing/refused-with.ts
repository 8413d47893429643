import { Code, ConnectError } from '@connectrpc/connect';
import { errorReason } from '../errors/index.ts';

/** For `assert.rejects`: whether a call was refused with a code and a stable reason; says what came instead. */
export function refusedWith(code: Code, reason: string): (error: unknown) => true {
  return (error) => {
    const found = `${Code[ConnectError.from(error).code]} ${errorReason(error)}`;
    const expected = `${Code[code]} ${reason}`;
    if (found !== expected) throw new Error(`expected ${expected}, got ${found}`, { cause: error });
    return true;
  };
}
