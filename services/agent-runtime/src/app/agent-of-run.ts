import type { RunOrder } from './execute-run.ts';
import type { ChatModels, OwnAgent } from './ports.ts';
import { RunRefused } from './refusal.ts';

/** The agent that a run asks for: by its definition, or by its id. */
export interface AgentRequest {
  readonly agent?:
    | (Pick<OwnAgent, 'approvalRequired' | 'instructions' | 'maxSteps' | 'tools'> & { readonly model: string })
    | undefined;
  /** Empty for none. */
  readonly agentId: string;
}

/** Finds the agent of a request. @throws RunRefused as the contract of ExecuteRun says */
export type AgentOfRun = (request: AgentRequest) => Promise<RunOrder['agent']>;

/** Of a runtime that executes whatever agent it is given. */
export function givenAgent(models: ChatModels): AgentOfRun {
  return async ({ agent, agentId }) => {
    if (agentId !== '')
      throw new RunRefused('agent_not_found', 'This runtime has no agent of its own; send a definition.');
    if (agent === undefined) throw new RunRefused('invalid_request');
    const { instructions, tools, approvalRequired, maxSteps } = agent;
    return { instructions, tools, approvalRequired, models: [await models.open(agent.model)], maxSteps };
  };
}

/** Of a runtime that was made for one agent: nobody who calls it can give that agent other instructions or tools. */
export function ownAgent(own: OwnAgent, models: ChatModels): AgentOfRun {
  const { id, instructions, tools, approvalRequired, maxSteps } = own;
  const opened = Promise.all(own.models.map((endpoint) => models.openAt(endpoint)));
  // Whoever asks first is told of a failure.
  opened.catch(() => undefined);
  return async ({ agent, agentId }) => {
    if (agent !== undefined) {
      const message = `This runtime executes ${id} as it was defined for it; send its id alone.`;
      throw new RunRefused('definition_fixed', message);
    }
    if (agentId !== id) throw new RunRefused('agent_not_found', `This runtime executes ${id} only.`);
    return { instructions, tools, approvalRequired, models: await opened, maxSteps };
  };
}
