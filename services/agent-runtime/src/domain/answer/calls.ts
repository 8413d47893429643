import { cleanText } from './text.ts';

/** A piece of a tool call, as a provider streams it; what is not known of it is absent or empty. */
export interface CallPiece {
  readonly index?: number | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly args?: string | undefined;
  /** What the provider wants to see again with the call. */
  readonly signature?: string | undefined;
}

/** A call of a tool. `problem` says why it may not be carried out; its arguments are then empty. */
export interface AnswerCall {
  /** The provider's own; empty when it has none that can be used. */
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly problem?: string;
  /** What the provider wants to see again with it. */
  readonly signature?: string;
}

interface Draft {
  readonly index: number | undefined;
  id: string;
  name: string;
  args: string;
  signature: string;
}

const MAX_SIGNATURE_CHARACTERS = 64 * 1024;
const MAX_CALLS = 128;
const MAX_NAME_CHARACTERS = 64;
const MAX_DEPTH = 32;

/** Joins the pieces of the calls of one answer. Nothing is repaired: arguments that came broken are a problem. */
export function createCallAssembly() {
  const drafts: Draft[] = [];
  return {
    /** @throws Error when there are more calls than an answer can sensibly have */
    push({ index, id = '', name = '', args = '', signature = '' }: CallPiece): void {
      const known = drafts.findLast(
        (draft) =>
          (index === undefined || draft.index === index) &&
          (id === '' || draft.id === id || (draft.id === '' && name === '')),
      );
      // Providers that give every call the same index, or the same id, name each call where it begins.
      const begins = known === undefined || (name !== '' && args !== '' && isObjectText(known.args));
      if (!begins) {
        known.id ||= id;
        known.name ||= name;
        known.args += args;
        known.signature ||= signature;
        return;
      }
      if (drafts.length >= MAX_CALLS) throw new Error(`an answer with more than ${MAX_CALLS} tool calls`);
      drafts.push({ index, id, name, args, signature });
    },
    calls: (): readonly AnswerCall[] => drafts.map((draft) => callOf(draft, drafts)),
    /** The calls as the provider wrote them, whole or not. */
    texts: (): readonly { name: string; args: string }[] => drafts.map(({ name, args }) => ({ name, args })),
  };
}

function callOf({ index, id, name, args: text, signature }: Draft, drafts: readonly Draft[]): AnswerCall {
  // What providers take back, whatever was called: one that they refuse would spoil every later request of the run.
  const said = {
    id: /^[\w.:-]{1,128}$/.test(id) ? id : '',
    name: name.slice(0, MAX_NAME_CHARACTERS).replace(/[^\w-]/g, '_') || 'unnamed',
    ...(signature !== '' && signature.length <= MAX_SIGNATURE_CHARACTERS && { signature }),
  };
  const isAlone = drafts.filter((other) => other.index === index).length === 1;
  const args = text.trim() === '' && isAlone ? {} : readObject(text);
  if (args !== undefined) return { ...said, args };
  const problem = 'The arguments are not one whole JSON object, so nothing was done. Call the tool again.';
  return { ...said, args: {}, problem };
}

function isObjectText(text: string): boolean {
  return text.endsWith('}') && readObject(text) !== undefined;
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = cleanJson(JSON.parse(text), MAX_DEPTH);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** @throws RangeError for what no contract can carry: numbers without end, and nesting without end */
function cleanJson(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('a number is too large');
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) throw new RangeError('the arguments are nested too deeply');
  if (Array.isArray(value)) return value.map((item) => cleanJson(item, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanText(key), cleanJson(item, depth - 1)]));
}
