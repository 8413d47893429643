import type { ConditionStatus, Finding } from './conditions.ts';

/** A condition that is True. */
export const conditionTrue = <const Reason extends string>(reason: Reason, message = '') =>
  ({ status: 'True', reason, message }) as const satisfies Finding;

/** A condition that is False. */
export const conditionFalse = <const Reason extends string>(reason: Reason, message = '') =>
  ({ status: 'False', reason, message }) as const satisfies Finding;

/** A condition of which nobody knows whether it is so. */
export const conditionUnknown = <const Reason extends string>(reason: Reason, message = '') =>
  ({ status: 'Unknown', reason, message }) as const satisfies Finding;

/** The outcome of an object for which somebody has to change something first. */
export const stalled = <const Reason extends string>(reason: Reason, message: string) =>
  ({ phase: 'stalled', reason, message }) as const;

/** The outcome of an object that gets there by itself. */
export const progressing = (message: string) => ({ phase: 'progressing', message }) as const;

/** The outcome of an object that is as its spec says. */
export const ready = (message: string) => ({ phase: 'ready', message }) as const;

/** What a state of a part means as a condition; the message is used where the state has none of its own. */
type Meaning<Reason extends string> = readonly [status: ConditionStatus, reason: Reason, message?: string];

/** The condition for a state of a part, by a table with every state that the part can have. */
export function findingOf<State extends string, const Reason extends string>(
  found: { readonly state: State; readonly message?: string | undefined },
  table: Readonly<Record<State, Meaning<Reason>>>,
): Finding<Reason> {
  const [status, reason, message = ''] = table[found.state];
  return { status, reason, message: found.message || message };
}
