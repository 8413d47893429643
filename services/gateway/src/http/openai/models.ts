import { type HttpRoute, jsonAnswer } from '@ameide/service-kit/http-api';
import { refuse } from '../../app/refusal.ts';
import type { FacadeDeps } from '../deps.ts';

const PREFIX = 'agent:';

/** The agent that a model's name stands for: `agent:bpmn`, or `bpmn`. */
export function agentOf(model: string): string {
  return model.startsWith(PREFIX) ? model.slice(PREFIX.length) : model;
}

/** `GET /v1/models`, `GET /v1/models/{model}`: the agents of the tenant. */
export function modelRoutes({ agents, accept }: FacadeDeps): HttpRoute[] {
  // Nobody knows when an agent was made.
  const modelOf = (id: string) => ({ id: `${PREFIX}${id}`, object: 'model', created: 0, owned_by: 'ameide' });
  return [
    {
      method: 'GET',
      path: '/v1/models',
      access: 'graph.viewer',
      async answer(_request, { tenantId }) {
        const known = await agents.all(tenantId);
        return jsonAnswer({ object: 'list', data: known.map(({ profile }) => modelOf(profile.id)) });
      },
    },
    {
      method: 'GET',
      path: '/v1/models/{model}',
      access: 'graph.viewer',
      async answer({ params }, { tenantId }) {
        const found = await agents.find(tenantId, agentOf(params.model!));
        const { profile } = accept(found ?? refuse('agent_not_found'));
        return jsonAnswer(modelOf(profile.id));
      },
    },
  ];
}
