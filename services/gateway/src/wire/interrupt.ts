import type {
  Decision as DecisionMessage,
  DecisionSchema,
  Interrupt as InterruptMessage,
  InterruptSchema,
} from '@ameide/contracts/inference/v1/run';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import type { Decision, Interrupt } from '../domain/run/interrupt.ts';

export function interruptToWire({ id, toolCall, expiresAt }: Interrupt): MessageInitShape<typeof InterruptSchema> {
  return { id, toolCall, expiresAt: timestampFromMs(expiresAt) };
}

/** @throws TypeError when it says no call */
export function interruptFromWire(wire: InterruptMessage | undefined): Interrupt {
  if (wire?.toolCall === undefined) throw new TypeError('an interrupt says no call');
  const { id, name, arguments: args } = wire.toolCall;
  const toolCall = { id, name, ...(args && { arguments: args }) };
  return { id: wire.id, toolCall, expiresAt: wire.expiresAt ? timestampMs(wire.expiresAt) : 0 };
}

export const decisionToWire = (decision: Decision): MessageInitShape<typeof DecisionSchema> => ({ decision });

/** @throws TypeError when it says nothing */
export function decisionFromWire(wire: DecisionMessage | undefined): Decision {
  const decided = wire?.decision;
  switch (decided?.case) {
    case 'approve':
      return { case: 'approve', value: {} };
    case 'edit':
      return { case: 'edit', value: { arguments: decided.value.arguments ?? {} } };
    case 'reject':
      return { case: 'reject', value: { reason: decided.value.reason } };
    case 'answer':
      return { case: 'answer', value: { text: decided.value.text } };
    default:
      throw new TypeError('a decision says nothing');
  }
}
