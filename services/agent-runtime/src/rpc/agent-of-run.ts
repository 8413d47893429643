import type { ExecuteRunRequest } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { ServiceError } from '@ameide/service-kit/errors';
import type { OwnAgent } from '../adapters/own-agent.ts';
import type { RunOrder } from '../app/execute-run.ts';
import type { ChatModels } from '../models/chat-models.ts';

/** Finds the agent of a request. @throws ServiceError as the contract of ExecuteRun says */
export type AgentOfRun = (request: ExecuteRunRequest) => Promise<RunOrder['agent']>;

/** Of a runtime that executes whatever agent it is given. */
export function givenAgent(models: ChatModels): AgentOfRun {
  return async ({ agent, agentId }) => {
    if (agentId !== '') throw agentNotFound('This runtime has no agent of its own; send a definition.');
    if (agent === undefined) throw new ServiceError('invalid_argument', 'invalid_request', 'The agent is missing.');
    const { instructions, tools, maxSteps } = agent;
    return { instructions, tools, models: [await models.open(agent.model)], maxSteps };
  };
}

/** Of a runtime that was made for one agent: nobody who calls it can give that agent other instructions or tools. */
export function ownAgent(own: OwnAgent, models: ChatModels): AgentOfRun {
  const { id, instructions, tools, maxSteps } = own;
  const opened = Promise.all(own.models.map((endpoint) => models.openAt(endpoint)));
  // Whoever asks first is told of a failure.
  opened.catch(() => undefined);
  return async ({ agent, agentId }) => {
    if (agent !== undefined) {
      const message = `This runtime executes ${id} as it was defined for it; send its id alone.`;
      throw new ServiceError('failed_precondition', 'definition_fixed', message);
    }
    if (agentId !== id) throw agentNotFound(`This runtime executes ${id} only.`);
    return { instructions, tools, models: await opened, maxSteps };
  };
}

function agentNotFound(message: string): ServiceError {
  return new ServiceError('not_found', 'agent_not_found', message);
}
