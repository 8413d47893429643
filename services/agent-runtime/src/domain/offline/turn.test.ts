import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleProjection } from '../../../test/sample-model.ts';
import { patchArguments } from '../../app/tools/patch-arguments.ts';
import type { PatchOperation } from './decision.ts';
import { type Reply, reply } from './turn.ts';

const bpmnTools = new Set(['GetProjection', 'ProposePatch']);

function ask(request: string, tools: ReadonlySet<string> = bpmnTools): Reply {
  const look = { name: 'GetProjection', args: {}, result: sampleProjection() };
  return reply({ request, tools, exchanges: [look] });
}

/** Operations in short: `+user_task "N" in Process_1/Lane_Sales`, `-F2`, `Check>new`. */
function short(operations: readonly PatchOperation[]): string[] {
  const end = (id: unknown) => (id === 'new_element' ? 'new' : String(id));
  return operations.map((one) => {
    const properties = one.properties as Record<string, string> | undefined;
    const extra = properties?.eventDefinition ?? '';
    switch (one.op) {
      case 'add_node':
        return `+${extra}${extra && ' '}${String(one.kind).slice(6)} "${one.name ?? ''}" in ${one.parent}/${properties?.lane ?? properties?.attachedTo ?? ''}`;
      case 'connect': {
        const kind = one.kind === 'bpmn::sequence_flow' ? '' : ` ${String(one.kind).slice(6)}`;
        return `${end(one.source)}>${end(one.target)}${kind}${one.name === undefined ? '' : ` "${one.name}"`}`;
      }
      case 'disconnect':
        return `-${one.edge}`;
      case 'rename':
        return `${one.element}="${one.name}"`;
      default:
        return `${one.op} ${one.element}`;
    }
  });
}

function proposed(request: string): string[] {
  const next = ask(request);
  assert.equal(next.type, 'tool_call', `${request}: ${next.type === 'text' ? next.text : ''}`);
  assert.ok(next.type === 'tool_call');
  assert.equal(next.name, 'ProposePatch');
  const args = patchArguments.parse(next.args);
  assert.equal(args.version, 3);
  return short(args.operations as readonly PatchOperation[]);
}

function said(request: string, tools?: ReadonlySet<string>): string {
  const next = ask(request, tools);
  assert.ok(next.type === 'text', `${request}: ${JSON.stringify(next)}`);
  return next.text;
}

const afterCheck = (added: string) => [`+${added} in Process_1/Lane_Sales`, '-F2', 'Check>new', 'new>Complete'];
const afterReserve = (added: string) => [`+${added} in Process_1/Lane_Warehouse`, '-F6', 'Reserve>new', 'new>Pack'];

const edits: readonly (readonly [string, readonly string[]])[] = [
  ['add a task "Call back" after "Check order"', afterCheck('task "Call back"')],
  ['Please add a user task called Call back after the task Check order.', afterCheck('user_task "Call back"')],
  [
    'could you insert a service task named “Score credit” after check order, please?',
    afterCheck('service_task "Score credit"'),
  ],
  ['add task call back after chekc ordre', afterCheck('task "Call back"')],
  ['Add "Call back" after Check', afterCheck('task "Call back"')],
  ['After Check order, add a manual task called Call back', afterCheck('manual_task "Call back"')],
  ['after "Check order" insert "Call back"', afterCheck('task "Call back"')],
  ["i'd like to add a step 'Call back' right after Check order", afterCheck('task "Call back"')],
  ['add a task after Check order called "Call back"', afterCheck('task "Call back"')],
  ['add the Call back user task behind Check order', afterCheck('user_task "Call back"')],
  ['put a business rule task: Decide discount after Check order', afterCheck('business_rule_task "Decide discount"')],
  ['add an exclusive gateway "In stock?" after reserve goods', afterReserve('exclusive_gateway "In stock?"')],
  ['add a parallel gateway after Reserve goods', afterReserve('parallel_gateway ""')],
  ['Insert an XOR gateway named In stock? following Reserve goods', afterReserve('exclusive_gateway "In stock?"')],
  ['add a timer event "1 hour" after Reserve goods', afterReserve('timer intermediate_catch_event "1 hour"')],
  [
    'add an intermediate message throw event "Tell partner" after Reserve goods',
    afterReserve('message intermediate_throw_event "Tell partner"'),
  ],
  [
    'add a sub-process "Control quality" before "Pack and ship"',
    ['+sub_process "Control quality" in Process_1/Lane_Warehouse', '-F6', 'Reserve>new', 'new>Pack'],
  ],
  [
    'add a call activity Count stock between Reserve goods and Pack and ship',
    ['+call_activity "Count stock" in Process_1/Lane_Warehouse', '-F6', 'Reserve>new', 'new>Pack'],
  ],
  [
    'between "Pack goods" and "Ship goods" add a task "Weigh"',
    ['+task "Weigh" in Pack/', '-S2', 'Pack_Goods>new', 'new>Ship_Goods'],
  ],
  [
    'add a task Weigh between Ship goods and Pack goods',
    ['+task "Weigh" in Pack/', '-S2', 'Pack_Goods>new', 'new>Ship_Goods'],
  ],
  [
    'add a task "Decide" between Order complete? and Reserve goods',
    ['+task "Decide" in Process_1/Lane_Sales', '-F3', 'Complete>new "yes"', 'new>Reserve'],
  ],
  [
    'add a task "Decide" after Order complete? on the yes branch',
    ['+task "Decide" in Process_1/Lane_Sales', '-F3', 'Complete>new "yes"', 'new>Reserve'],
  ],
  [
    'add a task "Fix it" after "Ask customer for details"',
    ['+task "Fix it" in Process_1/Lane_Sales', '-F5', 'Ask>new', 'new>Check'],
  ],
  [
    'add a task "Archive" after Angebot pruefen',
    ['+task "Archive" in Process_1/Lane_Warehouse', '-F10', 'Offer>new', 'new>Join'],
  ],
  [
    'add a task "送る" after 注文を確認する',
    ['+task "送る" in Process_1/Lane_Sales', '-F12', 'Confirm>new', 'new>Review_A'],
  ],
  [
    'add a task "Smile" after Say "thanks"',
    ['+task "Smile" in Process_1/Lane_Warehouse', '-F8', 'Thanks>new', 'new>Join'],
  ],
  ['add a task "Fold" after Pack_Goods', ['+task "Fold" in Pack/', '-S2', 'Pack_Goods>new', 'new>Ship_Goods']],
  ['add a task "Note" after Review in Sales', ['+task "Note" in Process_1/Lane_Sales', 'Review_A>new']],
  ['add a task "Note" after Review_B', ['+task "Note" in Process_1/Lane_Warehouse', 'Review_B>new']],
  [
    'add a task "Lock up" after Work after closing',
    ['+task "Lock up" in Process_1/Lane_Sales', '-F13', 'new>Confirm', '-F14', 'new>Review_B', 'Divide>new'],
  ],
  [
    'add a task "Prepare" before Check order',
    ['+task "Prepare" in Process_1/Lane_Sales', '-F1', 'Start_1>new', '-F5', 'Ask>new', 'new>Check'],
  ],
  [
    'add a task "Escalate" after 2 days',
    ['+task "Escalate" in Process_1/Lane_Warehouse', '-F9', 'Late>new', 'new>Offer'],
  ],
  [
    'add a task "Greet" after the start event Order received',
    ['+task "Greet" in Process_1/Lane_Sales', '-F1', 'Start_1>new', 'new>Check'],
  ],
  [
    'add a message end event "Told" after Review_A',
    ['+message end_event "Told" in Process_1/Lane_Sales', 'Review_A>new'],
  ],
  [
    'add a boundary timer event "3 days" to Reserve goods',
    ['+timer boundary_event "3 days" in Process_1/Lane_Warehouse'],
  ],
  ['rename Check order to Verify order', ['Check="Verify order"']],
  ['Rename "Check order" to "Verify after delivery"', ['Check="Verify after delivery"']],
  ['change the name of the gateway Order complete? to "Complete?"', ['Complete="Complete?"']],
  ['the lane Sales should be called Front office', ['Lane_Sales="Front office"']],
  ['rename task Reserve goods into "Block goods"', ['Reserve="Block goods"']],
  ['relabel Join as "Wait for all"', ['Join="Wait for all"']],
  ['connect Review_A to Review_B', ['Review_A>Review_B']],
  ['connect Review_B with Order done labelled "finished"', ['Review_B>Done "finished"']],
  ['draw a flow from Review_B to Order done', ['Review_B>Done']],
  ['add a sequence flow "later" between Review_B and Order done', ['Review_B>Done "later"']],
  ['link Reserve goods to Customer', ['Reserve>Pool_Customer message_flow']],
  ['connect Invoice to Check order', ['Invoice>Check data_input_association']],
  ['remove Reserve goods', ['-F3', 'Complete>Pack "yes"', 'remove_node Reserve']],
  ['Delete the task "Check order"', ['-F1', 'Start_1>Complete', '-F5', 'Ask>Complete', 'remove_node Check']],
  ['delete Pack and ship', ['-F6', 'Reserve>Thanks', 'remove_node Late', 'remove_node Pack']],
  ['get rid of the data object Invoice', ['remove_node Invoice']],
  ['remove the flow from Check order to Order complete?', ['-F2']],
  ['disconnect Thanks from Join', ['-F8']],
  ['disconnect Choose gift from Review_B', ['update_node Choose', '-F16']],
  ['remove Ask customer for details', ['-F4', 'Complete>Check "no"', 'remove_node Ask']],
  ['remove Review_B', ['update_node Choose', 'remove_node Review_B']],
];

for (const [request, operations] of edits) {
  test(`proposes for: ${request}`, () => assert.deepEqual(proposed(request), operations));
}

const answers: readonly (readonly [string, RegExp])[] = [
  [
    'what happens after Check order?',
    /^After user task "Check order" comes exclusive gateway "Order complete\?", which leads to service task "Reserve goods" \(on "yes"\) and send task "Ask customer for details" \(on "no"\)\.$/,
  ],
  ["What's next after reserve goods", /sub-process "Pack and ship"/],
  [
    'what comes after the pack and ship subprocess?',
    /task "Say "thanks""[\s\S]*Angebot prüfen", when boundary event "2 days" occurs/,
  ],
  ['What follows Order done?', /^Nothing comes after end event "Order done": it is an end\.$/],
  ['what comes before Reserve goods?', /Order complete\?/],
  ['what happens before "Order received"?', /the message "Order" from pool "Customer"/],
  ['which step is before Pack goods', /start event \(Pack_Start\)/],
  ['list the tasks of Sales', /^6 tasks in lane "Sales":[\s\S]*Check order[\s\S]*Work after closing/],
  ['List all user tasks', /^5 user tasks in this model:/],
  ['which tasks are in the lane Warehouse?', /^6 tasks in lane "Warehouse":/],
  ['what tasks does Order handling have?', /^\d+ tasks in pool "Order handling"[\s\S]*Pack goods/],
  [
    'list the tasks of Pack and ship',
    /^2 tasks in sub-process "Pack and ship":\n- manual task "Pack goods"\n- manual task "Ship goods"$/,
  ],
  ['how many gateways are there?', /^2 gateways in this model\.$/],
  ['show me the lanes', /^2 lanes in this model:/],
  ['what is this model about?', /^This model is about pool "Order handling" and pool "Customer"\./],
  ['Summarise the process', /It starts with start event "Order received"/],
  ['which lane is Reserve goods in?', /lies in lane "Warehouse"/],
  ['who does Check order?', /lies in lane "Sales".*pool "Order handling"/],
  ['what is Order complete?', /has the id Complete/],
  ['hello', /^Hello!/],
  ['add a task "Note" after Review', /Several elements could be meant by "Review"[\s\S]*Review_A[\s\S]*Review_B/],
  [
    'add a task "X" after Order complete?',
    /Several ways lead on[\s\S]*Reserve goods[\s\S]*Say for example: add a task "X" between "Order complete\?" and "Reserve goods"/,
  ],
  ['add a task "X" after Choose gift', /Several ways lead on from task "Choose gift"/],
  ['add a task "X" after Order done', /Nothing can follow/],
  ['add a task "X" between Check order and Pack goods', /No flow leads from/],
  ['add a task "X" after Nonsense here', /I find no step "Nonsense here"/],
  ['rename Chxck ordxr stuff to Y', /I find no element.*Did you mean "Check order"/],
  ['add a task "X"', /Where shall the task "X" go/],
  ['add a lane "X" after Check order', /I can add tasks, gateways, events and sub-processes, but no lane/],
  ['connect Check order to Order complete?', /already leads/],
  ['rename "Check order" to ""', /^Which name shall user task "Check order" have\?/],
  ['add a comment "Late" to Check order', /but no comment/],
  ['add two tasks "A" and "B" after Check order', /but no two tasks/],
  ['add tasks "A" and "B" after Check order', /one element at a time/],
  ['yes', /^Only people approve/],
  ['approve it, please', /^Only people approve/],
  ['füge "X" nach "Check order" ein', /in English/],
  [
    'sing me a song',
    /I did not understand that: [\s\S]*\n- .*\n- .*\n- .*Reserve goods|I did not understand that: [\s\S]*\n- .*Order received/,
  ],
];

for (const [request, text] of answers) {
  test(`answers: ${request}`, () => assert.match(said(request), text));
}

test('without ProposePatch it answers, and says what it would change', () => {
  const readOnly = new Set(['GetProjection']);
  assert.match(said('what happens after Check order?', readOnly), /Order complete/);
  assert.match(said('rename Check order to X', readOnly), /^I would: Rename/);
  assert.doesNotMatch(said('help', readOnly), /rename/);
});

test('without any tool it says what it needs', () => {
  const next = reply({ request: 'what happens after A?', tools: new Set(), exchanges: [] });
  assert.ok(next.type === 'text');
  assert.match(next.text, /Open a model/);
});

test('reads a reduced model again with more, until everything is there or nothing more is allowed', () => {
  const part = { ...JSON.parse(sampleProjection()), reductions: ['12 nodes left out'] };
  const look = { name: 'GetProjection', args: {}, result: JSON.stringify(part) };
  const turn = { request: 'what happens after Check order?', tools: bpmnTools };
  const budgets = [0, 1, 2].map((looks) => {
    const next = reply({ ...turn, exchanges: Array.from({ length: looks }, () => look) });
    assert.ok(next.type === 'tool_call');
    return next.args.token_budget;
  });
  assert.deepEqual(budgets, [4000, 32_000, 200_000]);
  assert.equal(reply({ ...turn, exchanges: [look, look, look] }).type, 'text');
  const about = reply({ request: 'what is this model about?', tools: bpmnTools, exchanges: [look] });
  assert.equal(about.type, 'text');
});

test('says what was proposed, and why something was not', () => {
  const exchange = (result: object) => ({
    name: 'ProposePatch',
    args: { title: 'Rename A' },
    result: JSON.stringify(result),
  });
  const turn = { request: 'rename A to B', tools: bpmnTools };
  const good = reply({
    ...turn,
    exchanges: [exchange({ proposed: true, changes: ['+ A', '- B', '~ C'], findings: [] })],
  });
  assert.deepEqual(good, {
    type: 'text',
    text: 'I propose: Rename A.\n- new: A\n- removed: B\n- C\nNothing has changed yet; review the patch and apply it.',
  });
  const bad = reply({ ...turn, exchanges: [exchange({ proposed: false, findings: ['error x: no'] })] });
  assert.deepEqual(bad, { type: 'text', text: 'I could not propose this: Rename A.\n- error x: no' });
});
