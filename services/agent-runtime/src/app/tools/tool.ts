import { errorReason } from '@ameide/service-kit/errors';
import { Code, ConnectError } from '@connectrpc/connect';
import { type ZodType, z } from 'zod';
import type { ModelServices } from '../ports.ts';

/** What a tool call belongs to. */
export interface ToolScope {
  readonly services: ModelServices;
  readonly runId: string;
  /** The model that the conversation is about: `artifacts/<id>/<branch>`. */
  readonly ref: string;
}

/** A patch that a tool has proposed. */
export interface ProposedPatch {
  readonly patchId: string;
  readonly ref: string;
  readonly summary: readonly string[];
}

/** What a tool answers. */
export interface ToolOutcome {
  /** Whether it did what it was called for. */
  readonly ok: boolean;
  /** For the model. */
  readonly content: string;
  /** For people, in one line. */
  readonly summary: string;
  readonly patch?: ProposedPatch;
}

/** One call of a tool. */
export interface CallScope {
  /** Unique in the run. */
  readonly callId: string;
  readonly signal: AbortSignal;
}

/** A tool, named as the RPC that it calls. */
export interface AgentTool {
  readonly name: string;
  /** What models are told. */
  readonly description: string;
  /** JSON schema of the arguments. */
  readonly schema: Record<string, unknown>;
  /**
   * Arguments that do not fit and refusals of the service are outcomes that the model can act upon.
   * @throws the signal's reason when it is aborted
   */
  run(args: unknown, call: CallScope): Promise<ToolOutcome>;
}

/** A tool from what it does with arguments that fit. */
export function defineTool<Args>(tool: {
  readonly name: string;
  readonly description: string;
  readonly args: ZodType<Args>;
  run(args: Args, call: CallScope): Promise<ToolOutcome>;
}): AgentTool {
  const { name, description } = tool;
  return {
    name,
    description,
    schema: z.toJSONSchema(tool.args, { io: 'input' }),
    async run(args, call) {
      const parsed = tool.args.safeParse(args);
      if (!parsed.success) return failed(`The arguments do not fit:\n${z.prettifyError(parsed.error)}`);
      try {
        return await tool.run(parsed.data, call);
      } catch (error) {
        call.signal.throwIfAborted();
        if (!(error instanceof ConnectError) || error.code === Code.Internal) throw error;
        return failed(`${errorReason(error) ?? codeName(error.code)}: ${error.rawMessage}`);
      }
    },
  };
}

/** `deadline_exceeded` of DeadlineExceeded. */
function codeName(code: Code): string {
  return Code[code].replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}

/** The outcome of a call that did not do what it was called for. */
export function failed(content: string): ToolOutcome {
  const [summary = ''] = content.split('\n');
  return { ok: false, content, summary };
}
