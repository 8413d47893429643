import type { GraphNode, Json } from '@ameide/graph-model';
import { timerOf } from '../properties/event-definitions.ts';
import { isTimerForm } from '../properties/timer-form.ts';
import { label } from '../rules/report.ts';
import type { FlowModel } from './flows.ts';
import { unreachableGroups } from './reach.ts';
import type { Advise } from './style-rules.ts';

/** Steps that lead only to one another never happen. */
export function adviseRings(model: FlowModel, steps: readonly GraphNode[], advise: Advise): void {
  for (const group of unreachableGroups(model, steps)) {
    const names = group.slice(0, 3).map((node) => label(node, node.id));
    const more = group.length > 3 ? ` and ${group.length - 3} more` : '';
    const message = `Nothing leads to ${names.join(', ')}${more} from a start: no flow comes from elsewhere. Connect one of them with what comes before it.`;
    advise(
      'warning',
      'style_unreachable',
      message,
      group.map(({ id }) => id),
    );
  }
}

const examples: { readonly [type: string]: string } = {
  duration: 'a duration such as P2D',
  date: 'a date such as 2027-01-31T12:00:00Z',
  cycle: 'a repetition such as R3/PT1H',
};

/** When a timer fires has a form of its own, which engines refuse to guess. */
export function adviseTimer({ id, name, properties }: GraphNode, advise: Advise): void {
  if (![properties.eventDefinition].flat().includes('timer' satisfies Json)) return;
  const what = label({ id, name } as GraphNode, id);
  const timer = timerOf(properties.timer);
  if (timer === undefined) {
    advise('info', 'style_timer_missing', `Nothing says when the timer ${what} fires. Write when, such as P2D.`, [id]);
  } else if (!isTimerForm(timer.type, timer.text)) {
    const message = `“${timer.text}” does not say when the timer ${what} fires. Write ${examples[timer.type]}, or an expression.`;
    advise('warning', 'style_timer', message, [id]);
  }
}
