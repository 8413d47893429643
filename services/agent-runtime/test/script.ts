import type { CallPiece } from '../src/domain/answer/calls.ts';

/** What a stand-in of a provider says, in pieces, whatever its protocol is. */
export interface Script {
  readonly type: 'script';
  readonly pieces: readonly {
    readonly text?: string;
    readonly call?: CallPiece;
    /** In place of both, what the protocol has for a piece. */
    readonly raw?: object;
  }[];
  /** The protocol's word for why it ends. */
  readonly end: string;
  /** Absent for none. */
  readonly usage?:
    | { readonly input: unknown; readonly output: unknown; readonly raw?: undefined }
    /** As the protocol has it. */
    | { readonly raw: object; readonly input?: undefined; readonly output?: undefined }
    | undefined;
  /** Streamed unless it is one `document`. */
  readonly form?: 'document' | undefined;
  /** Whether the connection stays open after the end. */
  readonly stays?: boolean | undefined;
}

export function script(pieces: Script['pieces'], end: string, more: Omit<Partial<Script>, 'type'> = {}): Script {
  return { type: 'script', pieces, end, usage: { input: 100, output: 10 }, ...more };
}
