import type { InterruptDecision } from '@ameide/contracts/agents/v1/agent_runtime_service';
import type { RunOrder } from '../app/execute-run.ts';

/** What a person has decided; undefined when nobody was asked. */
export function decisionFromWire(wire: InterruptDecision | undefined): RunOrder['decided'] {
  const decided = wire?.decision?.decision;
  if (wire === undefined || decided === undefined) return undefined;
  const callId = wire.interruptId;
  switch (decided.case) {
    case 'approve':
      return { callId, decision: { case: 'approve' } };
    case 'edit':
      return { callId, decision: { case: 'edit', arguments: decided.value.arguments ?? {} } };
    case 'reject':
      return { callId, decision: { case: 'reject', reason: decided.value.reason } };
    case 'answer':
      return { callId, decision: { case: 'answer', text: decided.value.text } };
    default:
      return undefined;
  }
}
