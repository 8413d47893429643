import { type AgentTool, type CallScope, failed, type ToolOutcome } from './tool.ts';

/** A call of a tool that a person is asked about. */
export interface AskedCall {
  /** Unique in the run. */
  readonly id: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a person has decided about a call. */
export type Decision =
  | { readonly case: 'approve' }
  | { readonly case: 'edit'; readonly arguments: Readonly<Record<string, unknown>> }
  | { readonly case: 'reject'; readonly reason: string }
  | { readonly case: 'answer'; readonly text: string };

/** Carries a call out as a person has decided, or does not; the model is told of what it has not asked for. */
export async function runDecided(
  tool: AgentTool,
  args: unknown,
  decision: Decision,
  call: CallScope,
): Promise<ToolOutcome> {
  switch (decision.case) {
    case 'approve':
      return tool.run(args, call);
    case 'edit': {
      const outcome = await tool.run(decision.arguments, call);
      const changed = `The person has changed the arguments to ${JSON.stringify(decision.arguments)}`;
      return { ...outcome, content: `${changed}\n${outcome.content}` };
    }
    case 'reject': {
      const why = decision.reason === '' ? '' : ` ${decision.reason}`;
      return { ...failed(`The person does not allow this call; do not repeat it.${why}`), summary: `Rejected.${why}` };
    }
    case 'answer':
      return { ok: true, content: decision.text, summary: decision.text.split('\n')[0] ?? '' };
  }
}
