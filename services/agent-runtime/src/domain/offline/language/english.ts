import { type Language, rows } from './form.ts';

const NEAR = '(?:right |directly |immediately |just |straight )?';
const FLOW =
  '(?:(?:a|an|the|another|new) )*(?:(?:sequence|message) )?(?:flow|connection|arrow|edge|link|line|association)';
const MODEL =
  '(?:this|the|that|my|our|whole|entire|current) (?:\\w+ )?(?:model|diagram|workflow|artifact|document|file|picture|process|bpmn)';
const STEPS = '(?: (?:steps?|tasks?|elements?|activities))?';
const QUESTION = '(?:and )?(?:what|which|who)\\b(?:(?! (?:after|before) ).){0,40}';
const PLACE = 'after before between and branch lane host';
const END = '(?:have|has|contains?|includes?|got|there|consist of|do)';

export const english: Language = {
  markers: rows(String.raw`
    what :: (?=an? )
    after :: ${NEAR}(?:after|behind|following)
    before :: (?:and )?${NEAR}(?:before|in front of|prior to|ahead of)
    between :: (?:in )?between
    and :: and|&
    lane :: (?:in|into|to|on|onto|inside|within) (?:the )?(?:lane|pool)
    host :: on|onto|to|at|in|into|inside|within
    branch :: (?:on|in|along|for|via)(?= (?:.{1,80} (?:branch|path|flow|arm|side)(?: |$)|(?:the )?(?:branch|path) ))
    branches :: with (?:the )?(?:two |three )?(?:branches|paths|outcomes|options)
    due :: (?:of|for|lasting)(?= \w+[ -](?:second|minute|hour|day|week|month|year))
    name :: named|called|labell?ed|titled|with (?:the )?(?:name|label)
    to :: to|as|into|->|=>|→
    should :: (?:should|must|shall) be (?:called|named|renamed to)
    given :: the (?:new )?(?:name|label)
    quoted :: (?=«\d+»$)
    source :: from|between
    target :: to|with|and|into|->|=>|→
    apart :: from|and|to
    within :: (?:(?:are|is|exist|there|does|do|we have|that|which|lie) )*(?:of|in|inside|within|from|for|by|on|are|is|does|do|have|belong(?:ing)? to|contained in|there)
  `),
  certain: ['lane', 'branches', 'name'],
  edits: rows(`
    connect :: (?:add|draw|create|insert|make) ${FLOW} :: name source! target!
    connect :: (?:connect|link|join|wire)(?: from)? :: target! name
    disconnect :: disconnect :: target!=apart
    disconnect :: (?:remove|delete|drop|cut) ${FLOW} (?:from|between) :: target!
    remove :: remove|delete|drop|erase|eliminate|get rid of|take out|cut
    move :: move|shift|relocate :: ${PLACE}
    rename :: rename|relabel|retitle|(?:change|set|update|edit) (?:the )?(?:name|label|title) of :: to!
    rename :: give :: to!=given
    rename :: (?:re)?(?:name|call) :: to!=quoted
    change :: change|turn|convert|update :: to!
    change :: make :: to!=what
    add :: add|insert|create|put|place|append|attach|introduce|include|draw|model|(?:we|i) (?:need|want)|there (?:should|must) be :: ${PLACE} due name what branches
    rename :: - :: to!=should
  `),
  questions: rows(String.raw`
    after :: ${QUESTION} (?:after|behind)|what (?:directly |immediately )?(?:follows|succeeds)(?: on| after)?
    after :: (?:(?:list|show)(?: me)? )?(?:the |all )*(?:next|following|successors?)${STEPS} (?:after|of|to|for)
    after :: (?:where|what) (?:do|does|can|will) :: - :: (?:go|lead|flow|continue)(?: to| on)?
    before :: ${QUESTION} (?:before|prior to|ahead of|in front of)
    before :: (?:what|which \w+) (?:precedes?|leads? (?:up )?(?:in)?to|triggers?|causes?|(?:goes|flows) into)
    before :: (?:(?:list|show)(?: me)? )?(?:the |all )*(?:previous|preceding|predecessors?)${STEPS} (?:before|of|to|for)
    before :: how (?:do (?:we|i|you)|does (?:one|it)) (?:get|come) to
    count :: (?:how many|count)(?: of)?(?: the)? :: within :: ${END}
    list :: (?:list|show|name|enumerate|give|tell|display|print|find|what are|which are|what|which|are there|do we have)(?: (?:me|all|any|of|the|different))* :: within :: ${END}
    contents :: what(?:'s| is| are| happens)? (?:inside|in|within)
    contents :: what (?:does|do) :: - :: ${END}
    whereabouts :: (?:in )?(?:which|what) (?:lane|pool|participant|role|department|container) \w+ :: - :: (?:lie )?in|belong to
    whereabouts :: where (?:is|are|can i find|do i find) :: - :: located
    whereabouts :: who (?:does|do|performs?|executes?|is responsible for|owns?|handles?|runs?|takes care of)
    summary :: (?:give (?:me )?)?(?:an? |the )?(?:summari[sz]e|summary|overview|outline) :: -
    summary :: what(?:'s| is| are) (?:this|it|that|these)(?: (?:all )?about)?$
    summary :: (?:what|describe|explain|tell me about|walk me through|how does|show)\b.{0,30}\b${MODEL}(?: (?:all )?(?:about|for|do|does|shows?|works?|means?))?$
    describe :: what(?:'s| is| are)|tell me (?:more )?about|describe|explain|show(?: me)?|find|info(?:rmation)? (?:on|about)
    describe :: what (?:does|do) :: - :: do(?: here)?|mean|stand for
    describe :: what(?:'s| is| are) :: - :: (?:for|about)
    approval :: (?:yes|yep|sure|agreed|no|nope|do (?:it|that)|go ahead)$
    approval :: (?:approve|accept|apply|commit|reject|decline|discard)(?: (?:it|this|them|all|everything|(?:(?:the|this|that|your) )?(?:changes?|patch|proposal|suggestion)))?$
    greeting :: (?:hi|hello|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|great|ok|okay|cool)\b.{0,30}$
    help :: help|what can (?:you|i)|how (?:do|can|does)|who are you|what are you
  `),
  joins: 'and then|and also|and|then|as well as',
  everything: `it|here|total|all|(?:the )?model|${MODEL}`,
};
