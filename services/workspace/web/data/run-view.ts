import {
  type Frame,
  RunState,
  type Suggestion,
  type ToolCall,
  type ToolResult,
} from '@ameide/contracts/inference/v1/run';

/** A tool that an agent has called. */
export interface CallView {
  readonly id: string;
  readonly name: string;
  readonly state: 'running' | 'done' | 'failed';
  /** In one line. */
  readonly summary: string;
  /** What it was asked with, as JSON, the beginning of much. */
  readonly input: string;
  /** What it has answered, the beginning of much. */
  readonly output: string;
}

/** What a page shows of an answer that is being written. */
export interface RunView {
  /** Known once the first frame is there. */
  readonly runId: string;
  readonly state: 'starting' | 'running' | 'stopping' | 'completed' | 'failed' | 'cancelled';
  readonly text: string;
  readonly calls: readonly CallView[];
  readonly patchIds: readonly string[];
  readonly tokens: number;
  readonly model: string;
  /** The stored message, once the run has ended with one. */
  readonly messageId: string;
  /** Why it failed, in a sentence; else empty. */
  readonly problem: string;
  /** What people should know while it is being written, in a sentence; else empty. */
  readonly notice: string;
}

export const newRun: RunView = {
  runId: '',
  state: 'starting',
  text: '',
  calls: [],
  patchIds: [],
  tokens: 0,
  model: '',
  messageId: '',
  problem: '',
  notice: '',
};

export function isOver({ state }: RunView): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

/** The view after a frame. Frames come once and in order; a snapshot replaces what was shown so far. */
export function withFrame(view: RunView, { runId, payload }: Frame): RunView {
  const begun: RunView = { ...view, runId, state: view.state === 'starting' ? 'running' : view.state };
  switch (payload.case) {
    case 'token':
      return { ...begun, text: begun.text + payload.value.text };
    case 'toolCall':
      return { ...begun, calls: [...begun.calls, callView(payload.value)] };
    case 'toolResult':
      return { ...begun, calls: begun.calls.map((call) => withResult(call, payload.value)) };
    case 'suggestion':
      return { ...begun, patchIds: [...begun.patchIds, ...patchIdsOf([payload.value])] };
    case 'usage': {
      const { inputTokens, outputTokens, model } = payload.value;
      return { ...begun, tokens: inputTokens + outputTokens, model };
    }
    case 'error':
      return { ...begun, problem: payload.value.message };
    case 'notice':
      return { ...begun, notice: payload.value.message };
    case 'snapshot': {
      const { text, toolCalls, toolResults, suggestions } = payload.value;
      const calls = toolCalls.map((call) => toolResults.reduce(withResult, callView(call)));
      return { ...begun, text, calls, patchIds: patchIdsOf(suggestions) };
    }
    case 'status':
      return { ...begun, ...ended(payload.value.state), messageId: payload.value.messageId };
    default:
      return begun;
  }
}

function ended(state: RunState): Partial<RunView> {
  switch (state) {
    case RunState.COMPLETED:
      return { state: 'completed' };
    case RunState.FAILED:
      return { state: 'failed' };
    case RunState.CANCELLED:
      return { state: 'cancelled' };
    default:
      return {};
  }
}

/** So many characters of what a tool was asked, or has answered, are shown. */
const MOST_SHOWN = 4_000;

const beginning = (text: string) => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);

const callView = ({ id, name, arguments: input }: ToolCall): CallView => ({
  ...{ id, name, state: 'running', summary: '', output: '' },
  input: beginning(JSON.stringify(input ?? {}, undefined, 2)),
});

function withResult(call: CallView, { toolCallId, ok, summary }: ToolResult): CallView {
  if (call.id !== toolCallId) return call;
  const firstLine = summary.split('\n')[0] ?? '';
  return { ...call, state: ok ? 'done' : 'failed', summary: firstLine, output: beginning(summary) };
}

function patchIdsOf(suggestions: readonly Suggestion[]): string[] {
  return suggestions.flatMap(({ suggestion }) => (suggestion.case === 'graphPatch' ? [suggestion.value.patchId] : []));
}
