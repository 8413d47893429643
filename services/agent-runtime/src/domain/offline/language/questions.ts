import { elementKind } from './element-kind.ts';
import type { Request } from './request.ts';

const MODEL =
  '(?:this|the|that|my|our|whole|entire|current)\\s+(?:\\w+\\s+)?(?:model|diagram|workflow|artifact|document|file|picture|process|bpmn)';
const wholeModel = new RegExp(`^(?:it|here|total|all|${MODEL}|(?:the )?model)$`, 'i');

const afterQuestions = [
  /^(?:and )?what\b(?:(?!\b(?:before|after)\b).){0,40}\b(?:after|behind)\s+(.+)$/i,
  /^(?:and )?(?:which|who)\b(?:(?!\b(?:before|after)\b).){0,40}\b(?:after|behind)\s+(.+)$/i,
  /^what (?:directly |immediately )?(?:follows|succeeds)(?: on| after)? (.+)$/i,
  /^where (?:do|does|can|will) (.+?) (?:go|lead|flow|continue)(?: to| on)?$/i,
  /^what (?:does|do|can|will) (.+) lead to$/i,
  /^(?:(?:list|show)(?: me)? )?(?:the |all )*(?:next|following|successors?|subsequent) ?(?:steps?|tasks?|elements?|activities)? (?:after|of|to|for) (.+)$/i,
];
const beforeQuestions = [
  /^(?:and )?(?:what|which|who)\b(?:(?!\b(?:before|after)\b).){0,40}\b(?:before|prior to|ahead of|in front of)\s+(.+)$/i,
  /^(?:what|which \w+) (?:directly |immediately )?(?:precedes?|leads? (?:up )?(?:in)?to|triggers?|causes?|goes into|flows into) (.+)$/i,
  /^(?:(?:list|show)(?: me)? )?(?:the |all )*(?:previous|preceding|predecessors?|prior) ?(?:steps?|tasks?|elements?|activities)? (?:before|of|to|for) (.+)$/i,
  /^how (?:do (?:we|i|you)|does (?:one|it)) (?:get|come) to (.+)$/i,
];
const whereabouts = [
  /^(?:in )?(?:which|what) (?:lane|pool|participant|role|department|sub-?process|container) (?:is|does|do|contains?|has|holds?|owns?|performs?|runs?|executes?|handles?) (.+?)(?: (?:in|belong to|lie in|located(?: in)?|part of))?$/i,
  /^where (?:is|are|can i find|do i find) (.+?)(?: located)?$/i,
  /^who (?:does|do|performs?|executes?|is responsible for|owns?|handles?|carries out|runs?|takes care of) (.+)$/i,
];
const contents = [
  /^what(?:'s| is| are| happens)? (?:inside|in|within) (.+)$/i,
  /^what (?:does|do) (.+?) (?:contain|include|consist of|have|do)$/i,
];
const summaries = [
  /\b(?:summari[sz]e|summary|overview|outline)\b/i,
  /^what(?:'s| is| are) (?:this|it|that|these)(?: (?:all )?about)?$/i,
  new RegExp(
    `^(?:what|describe|explain|tell me about|walk me through|how does|show)\\b.{0,30}\\b${MODEL}\\b(?: (?:all )?(?:about|for|do|does|show|shows|describe|describes|work|works|mean))?$`,
    'i',
  ),
];
const descriptions = [
  /^(?:what(?:'s| is| are)|tell me (?:more )?about|describe|explain|show(?: me)?|find|info(?:rmation)? (?:on|about))\s+(.+)$/i,
];
const approval =
  /^(?:yes|yep|sure|agreed|no|nope|do (?:it|that)|go ahead|(?:approve|accept|apply|commit|reject|decline|discard)(?: (?:it|that|this|them|all|everything|(?:(?:the|this|that|your) )?(?:change|changes|patch|proposal|suggestion)))?)$/i;
const opening =
  /^(?:please )?(?:list|show|name|enumerate|give|tell|display|print|what are|which are|what|which|are there|do we have|how many|count|find)\s+(?:me\s+)?(?:(?:all|any|of|the|different|names of)\s+)*/i;
const filler =
  /^(?:(?:are|is|exist|there|does|do|we|have|that|which|lie|directly|all|defined|you see)\s+)*(?:(?:of|in|inside|within|from|for|by|on|belonging to|belong to|contained in)\s+)?/i;

/** Readings of questions about the model, and of what is neither a question about it nor an edit. */
export function readQuestion(statement: string): readonly Request[] {
  const line = statement.replace(/[\s?]+$/, '');
  const element = (patterns: readonly RegExp[]) =>
    patterns.map((one) => one.exec(line)?.[1]).find((one) => one !== undefined);
  const readings: Request[] = [];
  const after = element(afterQuestions);
  if (after !== undefined) readings.push({ type: 'after', element: after });
  const before = element(beforeQuestions);
  if (before !== undefined) readings.push({ type: 'before', element: before });
  const list = readList(line);
  if (list !== undefined) readings.push(list);
  const sought = element(whereabouts);
  if (sought !== undefined) readings.push({ type: 'whereabouts', element: sought });
  if (summaries.some((one) => one.test(line))) readings.push({ type: 'summary' });
  const container = element(contents);
  if (container !== undefined) {
    readings.push({
      type: 'list',
      kind: 'elements',
      within: wholeModel.test(container) ? '' : container,
      count: false,
    });
  }
  const described = element(descriptions);
  if (described !== undefined) readings.push({ type: 'describe', element: described });
  if (readings.length > 0) return readings;
  if (approval.test(line)) return [{ type: 'approval' }];
  if (
    /^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|great|ok|okay|cool)\b.{0,30}$/i.test(line)
  ) {
    return [{ type: 'greeting' }];
  }
  return /^(?:help|what can (?:you|i)|how (?:do|can|does)|who are you|what are you)\b/i.test(line)
    ? [{ type: 'help' }]
    : [];
}

function readList(line: string): Request | undefined {
  const body = opening.exec(line)?.[0];
  if (body === undefined) return undefined;
  const words = line.slice(body.length).split(' ');
  for (let length = Math.min(5, words.length); length > 0; length--) {
    const kind = words.slice(0, length).join(' ');
    if (elementKind(kind) === undefined) continue;
    const rest = words.slice(length).join(' ');
    const isPlural = /s$/i.test(kind);
    if (!isPlural && !/^(?:of|in|inside|within)\s/i.test(rest) && rest !== '') return undefined;
    const bare = `${rest} `
      .replace(filler, '')
      .replace(/\s+(?:have|has|contain|contains|include|includes|got|there|consist of)\s*$/i, '');
    const within = bare.trim();
    return {
      type: 'list',
      kind,
      within: wholeModel.test(within) ? '' : within,
      count: /^(?:how many|count)/i.test(line),
    };
  }
  return undefined;
}
