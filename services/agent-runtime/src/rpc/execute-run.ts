import { PersonalDataPolicy } from '@ameide/contracts/agents/v1/agent_policy';
import { AgentRuntimeService } from '@ameide/contracts/agents/v1/agent_runtime_service';
import { identityOf, serverStream } from '@ameide/service-kit/rpc';
import type { AgentRuntimeDeps } from '../app/deps.ts';
import { executeRun as execute } from '../app/execute-run.ts';
import { createRecorder } from '../app/interactions.ts';
import { type PersonalDataPolicy as Policy, underPolicy } from '../app/personal-data-policy.ts';
import { RunRefused } from '../app/refusal.ts';
import { toConversation } from '../wire/conversation.ts';
import { decisionFromWire } from '../wire/decision.ts';
import { runEventToWire } from '../wire/run-event.ts';
import { refusals } from './refusals.ts';

/** Agents work on this branch. */
const BRANCH = 'main';
/** Events on which a caller of the release before, which says no attempt, would fail. */
const NEW_EVENTS: ReadonlySet<string> = new Set(['modelCall', 'notice']);

export const executeRun = (deps: AgentRuntimeDeps) =>
  serverStream(AgentRuntimeService.method.executeRun, 'internal', async function* (request, caller) {
    const { artifactId, runId } = request;
    const attempt = Math.max(1, request.attempt);
    const { logger, tenantId } = caller;
    try {
      const agent = await deps.agentOf(request);
      using run = deps.runs.begin(caller.signal);
      const owner = {
        ...{
          tenantId,
          runId,
          userId: caller.actorId,
          agentId: caller.agentId ?? '',
          requestId: caller.requestId ?? '',
        },
        threadId: request.messages[0]?.threadId ?? '',
      };
      const services = deps.modelServices({ ...identityOf(caller), runId });
      const toolScope = artifactId === '' ? undefined : { services, runId, ref: `artifacts/${artifactId}/${BRANCH}` };
      const conversation = toConversation(request.messages, request.attachments);
      const recorder = createRecorder((interaction) => {
        const { kind, name, ok, beganAt, endedAt } = interaction;
        if (kind === 'tool') deps.metrics.toolCalled(name, ok, (endedAt - beganAt) / 1000);
        return deps.interactions.add(owner, interaction);
      }, Date.now);
      const models = underPolicy(agent.models.map(recorder.model), policyOf(request.personalData), conversation);
      const decided = decisionFromWire(request.decision);
      const order = { runId, attempt, agent: { ...agent, models }, conversation, toolScope, recorder, decided };
      const checkpointer = deps.checkpoints.of(tenantId);
      const reserve = request.metered ? deps.metering({ ...identityOf(caller), runId }) : undefined;
      const chain = { logger, now: Date.now, random: Math.random, reserve };
      for await (const told of execute({ checkpointer, signal: run.signal, chain }, order))
        if (request.attempt > 0 || !NEW_EVENTS.has(told.event.case)) yield runEventToWire(told);
      await recorder.settled();
    } catch (error) {
      if (!(error instanceof RunRefused)) throw error;
      throw Object.assign(refusals.error(error.refused), { cause: error.cause });
    }
  });

function policyOf(policy: PersonalDataPolicy): Policy {
  if (policy === PersonalDataPolicy.OFF) return 'off';
  return policy === PersonalDataPolicy.BLOCK ? 'block' : 'mask';
}
