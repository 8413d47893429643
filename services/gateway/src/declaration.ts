import { AgentPolicyService } from '@ameide/contracts/agents/v1/agent_policy_service';
import { AgentRegistrationService } from '@ameide/contracts/agents/v1/agent_registration_service';
import { AgentRegistryService } from '@ameide/contracts/agents/v1/agent_registry_service';
import { InferenceService } from '@ameide/contracts/inference/v1/inference_service';
import { DirectoryService } from '@ameide/contracts/live/v1/directory_service';
import { PresenceService } from '@ameide/contracts/live/v1/presence_service';
import { SubscriptionService } from '@ameide/contracts/live/v1/subscription_service';
import { BudgetService } from '@ameide/contracts/usage/v1/budget_service';
import { MeteringService } from '@ameide/contracts/usage/v1/metering_service';
import { PlanAssignmentService } from '@ameide/contracts/usage/v1/plan_assignment_service';
import { PlanService } from '@ameide/contracts/usage/v1/plan_service';
import { UsageService } from '@ameide/contracts/usage/v1/usage_service';
import { declareService } from '@ameide/service-kit/service';

export const declaration = declareService({
  name: 'gateway',
  migrations: new URL('../migrations/', import.meta.url),
  rpcServices: [
    InferenceService,
    AgentPolicyService,
    AgentRegistryService,
    AgentRegistrationService,
    SubscriptionService,
    PresenceService,
    DirectoryService,
    PlanService,
    PlanAssignmentService,
    UsageService,
    BudgetService,
    MeteringService,
  ],
  internal: [AgentRegistrationService, PlanAssignmentService, MeteringService],
  http: ['/v1', '/mcp'],
  calls: ['threads', 'agent-runtime', 'projection', 'graphpatch'],
  publishes: 'inference',
  rpcPort: 6003,
  optional: ['redis', 'kafka'],
  deployment: {
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
    replicas: { min: 3, max: 100 },
    streamsPerReplica: 1_000,
    edge: 'api',
    calledByOperators: true,
  },
});
