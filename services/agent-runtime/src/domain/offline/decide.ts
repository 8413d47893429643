import { answerDescription, answerWhereabouts } from './answering/element.ts';
import { helpText } from './answering/help.ts';
import { answerList } from './answering/list.ts';
import { answerOrder } from './answering/order.ts';
import { answerSummary } from './answering/summary.ts';
import { answer, type Decision } from './decision.ts';
import type { Request } from './language/request.ts';
import type { ModelView } from './model/model-view.ts';
import { planConnection, planDisconnection } from './planning/connect.ts';
import { planAddition } from './planning/insert.ts';
import { planRemoval } from './planning/remove.ts';
import { planRename } from './planning/rename.ts';

/**
 * What to do about a request: of all its readings the one that fits the model best, the first of equals. Without a
 * reading, help.
 */
export function decide(view: ModelView, readings: readonly Request[], canChange: boolean): Decision {
  const decisions = readings.map((reading) => decideOne(view, reading, canChange));
  const best = decisions.reduce<Decision | undefined>(
    (top, one) => (top !== undefined && top.quality >= one.quality ? top : one),
    undefined,
  );
  if (best === undefined)
    return answer(
      0,
      `I did not understand that: I am the offline model and know simple requests in English. ${helpText(view, canChange)}`,
    );
  if (best.type === 'propose' && !canChange) {
    return answer(
      best.quality,
      `I would: ${best.title}. But I may only answer questions here; an agent that may change models can propose it.`,
    );
  }
  return best;
}

function decideOne(view: ModelView, request: Request, canChange: boolean): Decision {
  switch (request.type) {
    case 'add':
      return planAddition(view, request);
    case 'rename':
      return planRename(view, request);
    case 'connect':
      return planConnection(view, request);
    case 'disconnect':
      return planDisconnection(view, request);
    case 'remove':
      return planRemoval(view, request);
    case 'after':
    case 'before':
      return answerOrder(view, request);
    case 'list':
      return answerList(view, request);
    case 'whereabouts':
      return answerWhereabouts(view, request);
    case 'describe':
      return answerDescription(view, request);
    case 'summary':
      return answerSummary(view);
    case 'greeting':
      return answer(1, `Hello! ${helpText(view, canChange)}`);
    case 'approval':
      return answer(1, 'Only people approve or reject a proposal: review the patch, then apply or reject it.');
    case 'help':
      return answer(1, helpText(view, canChange));
    default:
      return request satisfies never;
  }
}
