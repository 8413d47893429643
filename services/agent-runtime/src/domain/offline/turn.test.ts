import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { patchArguments } from '@ameide/agent-tools/patch-arguments';
import { sampleProjection } from '../../../test/sample-model.ts';
import { type Reply, reply } from './turn.ts';

const bpmnTools = new Set(['GetProjection', 'ProposePatch']);

function ask(request: string, tools: ReadonlySet<string> = bpmnTools): Reply {
  const look = { name: 'GetProjection', args: {}, result: sampleProjection() };
  return reply({ request, tools, exchanges: [look] });
}

/** Operations in short: `+user_task "N" in Process_1/Lane_Sales`, `-F2`, `Check>new`. */
function short(operations: readonly { op: string; [key: string]: unknown }[]): string[] {
  const end = (id: unknown) => (id === 'new_element' ? 'new' : String(id));
  return operations.map((one) => {
    const properties = one.properties as Record<string, string> | undefined;
    const extra = properties?.eventDefinition ?? '';
    const timer = properties?.timer === undefined ? '' : ` ${properties.timer}`;
    switch (one.op) {
      case 'add_node':
        return `+${extra}${extra && ' '}${String(one.kind).slice(6)} "${one.name ?? ''}"${timer} in ${one.parent}/${properties?.lane ?? properties?.attachedTo ?? ''}`;
      case 'connect': {
        const kind = one.kind === 'bpmn::sequence_flow' ? '' : ` ${String(one.kind).slice(6)}`;
        return `${end(one.source)}>${end(one.target)}${kind}${one.name === undefined ? '' : ` "${one.name}"`}`;
      }
      case 'disconnect':
        return `-${one.edge}`;
      case 'rename':
        return `${one.element}="${one.name}"`;
      case 'replace_subgraph':
        return `${one.remove}~${JSON.stringify(one.nodes)}`;
      case 'move':
        return `move ${one.element} to ${one.parent}`;
      default:
        return `${one.op} ${one.element}${one.op === 'update_node' ? ` ${JSON.stringify(one.properties)}` : ''}`;
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
  return short(args.operations);
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
  ['disconnect Choose gift from Review_B', ['update_node Choose {"default":null}', '-F16']],
  ['remove Ask customer for details', ['-F4', 'Complete>Check "no"', 'remove_node Ask']],
  ['remove Review_B', ['update_node Choose {"default":null}', 'remove_node Review_B']],
];

const inGerman: typeof edits = [
  ['füge "X" nach "Check order" ein', afterCheck('task "X"')],
  ['Bitte füge nach "Check order" eine Benutzeraufgabe "Rückruf" ein.', afterCheck('user_task "Rückruf"')],
  [
    'Könntest du eine Serviceaufgabe namens Bonität prüfen hinter Check order einfügen?',
    afterCheck('service_task "Bonität prüfen"'),
  ],
  [
    'füge ein Zeitereignis von 2 Tagen nach Reserve goods ein',
    afterReserve('timer intermediate_catch_event "2 Tagen" P2D'),
  ],
  [
    'füge ein XOR-Gateway „Auf Lager?“ zwischen Reserve goods und Pack and ship ein',
    afterReserve('exclusive_gateway "Auf Lager?"'),
  ],
  ['Nach Check order füge einen Task "X" ein', afterCheck('task "X"')],
  ['benenne Check order in "Bestellung prüfen" um', ['Check="Bestellung prüfen"']],
  ['die Lane Sales soll Vertrieb heißen', ['Lane_Sales="Vertrieb"']],
  [
    'ändere Check order in eine manuelle Aufgabe',
    [
      'Check~[{"ref":"new_element","kind":"bpmn::manual_task","name":"Check order","properties":{"lane":"Lane_Sales"}}]',
    ],
  ],
  ['verbinde Review_A mit Review_B', ['Review_A>Review_B']],
  ['entferne die Verbindung von Thanks zu Join', ['-F8']],
  ['lösche den Task Reserve goods', ['-F3', 'Complete>Pack "yes"', 'remove_node Reserve']],
  ['verschiebe Review_A in die Lane Warehouse', ['update_node Review_A {"lane":"Lane_Warehouse"}']],
  ['füge "A" nach Check order ein und benenne Reserve goods in "B" um', [...afterCheck('task "A"'), 'Reserve="B"']],
  ['Füge bitte eine Benutzeraufgabe "A" direkt nach Check order ein', afterCheck('user_task "A"')],
  ['Ich brauche eine neue Serviceaufgabe "A" nach Reserve goods', afterReserve('service_task "A"')],
  ['füge ein paralleles Gateway nach Reserve goods ein', afterReserve('parallel_gateway ""')],
  ['füge einen 2-Tage-Timer nach Reserve goods ein', afterReserve('timer intermediate_catch_event "2 Tage" P2D')],
  [
    'hänge einen Timer von 1 Stunde an Reserve goods',
    ['+timer boundary_event "1 Stunde" PT1H in Process_1/Lane_Warehouse'],
  ],
  [
    'füge ein Gateway "Bezahlt?" nach Reserve goods mit den Zweigen "ja" und "nein" ein',
    [
      '+exclusive_gateway "Bezahlt?" in Process_1/Lane_Warehouse',
      '-F6',
      'Reserve>new',
      'new>Pack "ja"',
      '+end_event "" in Process_1/Lane_Warehouse',
      'new>new_element_end_2 "nein"',
    ],
  ],
  ['füge eine Aufgabe "A" zur Lane Sales hinzu', ['+task "A" in Process_1/Lane_Sales']],
  [
    'setze eine Aufgabe "A" in der Lane Warehouse nach Check order',
    ['+task "A" in Process_1/Lane_Warehouse', '-F2', 'Check>new', 'new>Complete'],
  ],
  ['nenne Check order "Prüfen"', ['Check="Prüfen"']],
  ['füge "A" nach Check order und vor Order complete? ein', afterCheck('task "A"')],
  [
    'füge ein eintretendes Nachrichten-Zwischenereignis "A" nach Reserve goods ein',
    afterReserve('message intermediate_catch_event "A"'),
  ],
  [
    'mach aus Check order eine manuelle Aufgabe',
    [
      'Check~[{"ref":"new_element","kind":"bpmn::manual_task","name":"Check order","properties":{"lane":"Lane_Sales"}}]',
    ],
  ],
  [
    'verschiebe Pack goods nach Ship goods',
    ['-S1', 'Pack_Start>Ship_Goods', '-S2', '-S3', 'Ship_Goods>Pack_Goods', 'Pack_Goods>Pack_End'],
  ],
  ['verbinde Review_A mit Review_B mit der Beschriftung "weiter"', ['Review_A>Review_B "weiter"']],
  [
    'füge "A" nach Check order ein. Verbinde dann Review_A mit Review_B.',
    [...afterCheck('task "A"'), 'Review_A>Review_B'],
  ],
];

const newEdits: typeof edits = [
  ['add a task "A" after Check order and rename Reserve goods to "B"', [...afterCheck('task "A"'), 'Reserve="B"']],
  ['add a task A after Check order and rename Reserve goods to B', [...afterCheck('task "A"'), 'Reserve="B"']],
  [
    'rename Check order to A, then remove Reserve goods',
    ['Check="A"', '-F3', 'Complete>Pack "yes"', 'remove_node Reserve'],
  ],
  ['rename Check order to A and Reserve goods to B', ['Check="A"', 'Reserve="B"']],
  [
    'remove Review_B and "Ask customer for details"',
    ['update_node Choose {"default":null}', 'remove_node Review_B', '-F4', 'Complete>Check "no"', 'remove_node Ask'],
  ],
  [
    'add a task "A" after Check order, then add a task "B" after A',
    [
      '+task "A" in Process_1/Lane_Sales',
      '-F2',
      'Check>new',
      '+task "B" in Process_1/Lane_Sales',
      'new>new_element_2',
      'new_element_2>Complete',
    ],
  ],
  [
    'add a task "A" after Review_B and connect it to Order done',
    ['+task "A" in Process_1/Lane_Warehouse', 'Review_B>new', 'new>Done'],
  ],
  [
    'add a task "A" in lane Warehouse after Check order',
    ['+task "A" in Process_1/Lane_Warehouse', '-F2', 'Check>new', 'new>Complete'],
  ],
  [
    'add a task A after Check order in the lane Warehouse',
    ['+task "A" in Process_1/Lane_Warehouse', '-F2', 'Check>new', 'new>Complete'],
  ],
  ['add a user task "A" to lane Sales', ['+user_task "A" in Process_1/Lane_Sales']],
  [
    'change Check order to a manual task',
    [
      'Check~[{"ref":"new_element","kind":"bpmn::manual_task","name":"Check order","properties":{"lane":"Lane_Sales"}}]',
    ],
  ],
  [
    'turn the gateway Join into an inclusive gateway',
    ['Join~[{"ref":"new_element","kind":"bpmn::inclusive_gateway","properties":{"lane":"Lane_Warehouse"}}]'],
  ],
  ['change Order received to a timer start event', ['update_node Start_1 {"eventDefinition":"timer"}']],
  ['change Check order to Verify order', ['Check="Verify order"']],
  ['add a timer of 2 days after Reserve goods', afterReserve('timer intermediate_catch_event "2 days" P2D')],
  [
    'add a timer event "Wait" of 1 day and 12 hours after Reserve goods',
    afterReserve('timer intermediate_catch_event "Wait" P1DT12H'),
  ],
  ['add a timer of two weeks to Reserve goods', ['+timer boundary_event "two weeks" P2W in Process_1/Lane_Warehouse']],
  [
    'add a gateway "In stock?" with branches "yes" and "no" after Reserve goods',
    [
      '+exclusive_gateway "In stock?" in Process_1/Lane_Warehouse',
      '-F6',
      'Reserve>new',
      'new>Pack "yes"',
      '+end_event "" in Process_1/Lane_Warehouse',
      'new>new_element_end_2 "no"',
    ],
  ],
  [
    'move Ask customer for details after Reserve goods',
    [
      '-F4',
      'Complete>Check "no"',
      '-F5',
      'update_node Ask {"lane":"Lane_Warehouse"}',
      '-F6',
      'Reserve>Ask',
      'Ask>Pack',
    ],
  ],
  ['put Review_A into lane Warehouse', ['update_node Review_A {"lane":"Lane_Warehouse"}']],
  ['add a 2 day timer after Reserve goods', afterReserve('timer intermediate_catch_event "2 day" P2D')],
  ['attach a 1-hour timer to Reserve goods', ['+timer boundary_event "1 hour" PT1H in Process_1/Lane_Warehouse']],
  ['I want a new task "A" after Check order', afterCheck('task "A"')],
  [
    'make Check order a manual task',
    [
      'Check~[{"ref":"new_element","kind":"bpmn::manual_task","name":"Check order","properties":{"lane":"Lane_Sales"}}]',
    ],
  ],
  ['move Review_A to lane Warehouse', ['update_node Review_A {"lane":"Lane_Warehouse"}']],
  [
    'move Pack goods after Ship goods',
    ['-S1', 'Pack_Start>Ship_Goods', '-S2', '-S3', 'Ship_Goods>Pack_Goods', 'Pack_Goods>Pack_End'],
  ],
];

for (const [request, operations] of [...edits, ...inGerman, ...newEdits]) {
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
  [
    'sing me a song',
    /I did not understand that: [\s\S]*\n- .*\n- .*\n- .*Reserve goods|I did not understand that: [\s\S]*\n- .*Order received/,
  ],
];

const careful: typeof answers = [
  ['add a task "A" that is red after Check order', /I do not understand "that is red"/],
  ['rename Check order to "A" tomorrow', /I do not understand "tomorrow"/],
  ['remove Check order quickly', /I find no element "Check order quickly"/],
  ['add it after Check order', /I do not understand "it"/],
  ['add a task "A" of 2 days after Check order', /I do not understand/],
  ['add a task "A" with branches "x" and "y" after Check order', /Only a gateway has branches/],
  ['add a task A in lane Nowhere after Check order', /I find no pool, lane, process or sub-process "Nowhere"/],
  [
    'rename Check order to A and remove Nonsense here',
    /I find no element "Nonsense here"[\s\S]*I change nothing until/,
  ],
  ['change Check order to a parallel gateway', /I cannot change/],
  ['change Check order to a purple task', /but no purple task/],
  ['change Pack and ship to a user task', /what belongs to it would be lost/],
  ['move Late after Check order', /I cannot tell how to move/],
  ['move Reserve goods after Order complete?', /Several ways lead on/],
  ['move Pack goods before Ship goods', /there already/],
  [
    'Was kommt nach Check order?',
    /^Nach Benutzeraufgabe "Check order" kommt Exklusiv-Gateway "Order complete\?", das zu/,
  ],
  ['was passiert vor Reserve goods?', /Order complete\?/],
  [
    'Liste die Aufgaben von Pack and ship auf',
    /^Aufgaben in Teilprozess "Pack and ship" \(2\):\n- manuelle Aufgabe "Pack goods"/,
  ],
  ['Wie viele Gateways gibt es?', /^Gateways in diesem Modell: 2\.$/],
  ['in welcher Lane liegt Reserve goods?', /^Serviceaufgabe "Reserve goods" liegt in Lane "Warehouse"/],
  ['Worum geht es?', /^Dieses Modell handelt von Pool "Order handling" und Pool "Customer"\./],
  ['Sing mir ein Lied', /^Das habe ich nicht verstanden[\s\S]*füge eine Benutzeraufgabe/],
  ['füge "X" ein', /^Wohin soll/],
  ['hallo', /^Hallo!/],
  ['add a timer of about 2 days after Reserve goods', /I do not understand "of about 2 days"/],
  ['füge einen Timer von ungefähr 2 Tagen nach Reserve goods ein', /^Ich verstehe "von ungefähr 2 Tagen"/],
  ['add 3 tasks after Check order', /one element at a time/],
  ['füge zwei Aufgaben nach Check order ein', /^Ich füge ein Element nach dem anderen ein/],
  ["please don't remove Check order", /I did not understand/],
  ['füge keine Aufgabe nach Check order ein', /^Das habe ich nicht verstanden/],
  ['lösche Check order nicht', /^Das habe ich nicht verstanden/],
  ['mache Check order rot', /^Das habe ich nicht verstanden/],
  ['move Check order', /For example: move user task "Check order" after "Ask customer/],
  ['welche Lane hat Check order?', /^Benutzeraufgabe "Check order" liegt in Lane "Sales"/],
  ['Erkläre mir den Prozess', /^Dieses Modell handelt von/],
  ['wer ist für Check order zuständig?', /^Benutzeraufgabe "Check order" liegt in Lane "Sales"/],
  ['wie komme ich zu Reserve goods?', /^Vor Serviceaufgabe "Reserve goods" kommt Exklusiv-Gateway/],
  ['füge "X" nach Nonsense here ein', /^Ich finde den Schritt "Nonsense here" nicht/],
  ['verbinde Check order mit Order complete?', /^Von .* führt schon ein Fluss zu Exklusiv-Gateway/],
];

for (const [request, text] of [...answers, ...careful]) {
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
    text: 'I propose: Rename A.\n- new: A\n- removed: B\n- C\nNothing has changed yet: look at it, and accept or reject it.',
  });
  const bad = reply({ ...turn, exchanges: [exchange({ proposed: false, findings: ['error x: no'] })] });
  assert.deepEqual(bad, { type: 'text', text: 'I could not propose this: Rename A.\n- error x: no' });
  const role = { ...exchange({}), result: 'role_required: The person who asks may not propose changes here.' };
  assert.deepEqual(reply({ ...turn, exchanges: [role] }), {
    type: 'text',
    text: 'I would: Rename A. But you may not propose changes here; ask somebody who may.',
  });
  assert.deepEqual(reply({ request: 'benenne A in B um', tools: bpmnTools, exchanges: [role] }), {
    type: 'text',
    text: 'Ich würde: Rename A. Du darfst hier aber keine Änderungen vorschlagen; bitte jemanden darum, der es darf.',
  });
});

test('titles and reports are in the language of the request, or of the one before it', () => {
  const title = (request: string) => {
    const next = ask(request);
    return next.type === 'tool_call' ? next.args.title : next.text;
  };
  for (const [request, expected] of [
    ['füge "X" nach Check order ein', 'Aufgabe "X" nach Benutzeraufgabe "Check order" einfügen'],
    ['lösche Reserve goods', 'Serviceaufgabe "Reserve goods" entfernen'],
    [
      'verschiebe Review_A in die Lane Warehouse',
      'Benutzeraufgabe "Review" (Review_A) in Lane "Warehouse" verschieben',
    ],
    ['add a task "X" after Check order', 'Add task "X" after user task "Check order"'],
  ] as const) {
    assert.equal(title(request), expected);
  }
  const changes = [
    '+ task "from A to B" in process "Order handling"',
    '~ sequence flow F2 now leads to task "X" (was exclusive gateway "Y")',
    '~ on the canvas: 1 edge re-routed',
  ];
  const exchange = {
    name: 'ProposePatch',
    args: { title: 'T' },
    result: JSON.stringify({ proposed: true, changes, findings: [] }),
  };
  const earlier = [{ request: 'füge "X" ein', answer: 'Wohin soll X?' }];
  const report = reply({ request: 'Review_B', earlier, tools: bpmnTools, exchanges: [exchange] });
  assert.deepEqual(report.type === 'text' && report.text.split('\n'), [
    'Ich schlage vor: T.',
    '- neu: Aufgabe "from A to B" in Prozess "Order handling"',
    '- Sequenzfluss F2 führt jetzt zu Aufgabe "X" (vorher Exklusiv-Gateway "Y")',
    '- auf der Zeichnung: 1 Kante neu geführt',
    'Noch ist nichts geändert: sieh den Vorschlag an, und nimm ihn an oder lehne ihn ab.',
  ]);
});

test('everything that is said has its German words', async () => {
  const folder = import.meta.dirname;
  const files = (await readdir(folder, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const table = await readFile(join(folder, 'say.ts'), 'utf8');
  for (const file of files.filter((file) => file !== 'say.ts')) {
    const code = (await readFile(join(folder, file), 'utf8')).replace(/(?:\/\*\*|\/\/|const \w+ =\n?\s*`)[^\n]*/g, '');
    for (const [, phrase] of code.matchAll(/'((?:[A-Z][^'\n]*|[^'\n]*\{\})[^'\n]*)'/g)) {
      if (/^(?:[A-Z]\w*|PROPOSE|[A-Z] .*\|.*)$/.test(phrase!) || /[|\\]/.test(phrase!)) continue;
      assert.ok(table.includes(`    ${phrase} :: `), `${file}: ${phrase}`);
    }
  }
});

const conversations: readonly (readonly [asked: readonly string[], request: string, operations: readonly string[]])[] =
  [
    [['add a task "X"'], 'after Check order', afterCheck('task "X"')],
    [['add a task "X"'], 'Check order', afterCheck('task "X"')],
    [['add a task "X"'], 'add it after Check order', afterCheck('task "X"')],
    [['add a task "X"'], 'between Reserve goods and Pack and ship', afterReserve('task "X"')],
    [['add a task "X" after Review'], 'Review_B', ['+task "X" in Process_1/Lane_Warehouse', 'Review_B>new']],
    [
      ['add a task "X" after Review'],
      'the one in Sales'.slice(8),
      ['+task "X" in Process_1/Lane_Sales', 'Review_A>new'],
    ],
    [['add a task "X"', 'after Review'], 'Review_B', ['+task "X" in Process_1/Lane_Warehouse', 'Review_B>new']],
    [
      ['add a task "X" after Order complete?'],
      'yes',
      ['+task "X" in Process_1/Lane_Sales', '-F3', 'Complete>new "yes"', 'new>Reserve'],
    ],
    [
      ['add a task "X" after Order complete?'],
      'on the no branch',
      ['+task "X" in Process_1/Lane_Sales', '-F4', 'Complete>new "no"', 'new>Ask'],
    ],
    [
      ['add a task "X" after Order done'],
      'yes',
      ['+task "X" in Process_1/Lane_Warehouse', '-F11', 'Join>new', 'new>Done'],
    ],
    [['rename Chxck ordxr stuff to Y'], 'yes', ['Check="Y"']],
    [['rename "Check order" to ""'], 'Verify', ['Check="Verify"']],
    [['rename Check order to A and remove Review'], 'Review_A', ['Check="A"', 'remove_node Review_A']],
    [['füge "X" ein'], 'nach Check order', afterCheck('task "X"')],
    [
      ['füge "X" nach Review ein'],
      'die in der Lane Warehouse',
      ['+task "X" in Process_1/Lane_Warehouse', 'Review_B>new'],
    ],
    [
      ['füge "X" nach Order complete? ein'],
      'auf dem Zweig "no"',
      ['+task "X" in Process_1/Lane_Sales', '-F4', 'Complete>new "no"', 'new>Ask'],
    ],
    [
      ['füge "X" nach Order complete? ein'],
      'yes',
      ['+task "X" in Process_1/Lane_Sales', '-F3', 'Complete>new "yes"', 'new>Reserve'],
    ],
  ];

for (const [asked, request, operations] of conversations) {
  test(`proposes for: ${[...asked, request].join(' | ')}`, () => {
    const look = { name: 'GetProjection', args: {}, result: sampleProjection() };
    const turn = { tools: bpmnTools, exchanges: [look] };
    const earlier: { request: string; answer: string }[] = [];
    for (const one of asked) {
      const next = reply({ ...turn, request: one, earlier });
      assert.ok(next.type === 'text');
      assert.match(next.text, /\?/);
      earlier.push({ request: one, answer: next.text });
    }
    const next = reply({ ...turn, request, earlier });
    assert.ok(next.type === 'tool_call', JSON.stringify(next));
    assert.deepEqual(short(patchArguments.parse(next.args).operations), operations);
  });
}

test('a request that says all is not taken for an answer', () => {
  const look = { name: 'GetProjection', args: {}, result: sampleProjection() };
  const earlier = [{ request: 'add a task "X"', answer: 'Where shall the task "X" go?' }];
  const next = reply({ request: 'rename Check order to Y', earlier, tools: bpmnTools, exchanges: [look] });
  assert.ok(next.type === 'tool_call');
  assert.deepEqual(short(patchArguments.parse(next.args).operations), ['Check="Y"']);
});

const selected = (request: string, ids: readonly string[], version = 3) => {
  const look = { name: 'GetProjection', args: {}, result: sampleProjection() };
  return reply({ request, seen: { version, selected: ids }, tools: bpmnTools, exchanges: [look] });
};

for (const request of [
  'what does this do?',
  'What is this?',
  'explain this',
  'was macht das?',
  'Was ist das?',
  'was bedeutet dieses Element?',
]) {
  test(`${request} is about what is selected`, () => {
    const next = selected(request, ['Check']);
    assert.ok(next.type === 'text');
    assert.match(next.text, /"Check order"/);
    assert.match(next.text, /Id Check |id Check /);
  });
}

test('several things that are selected are told one after the other, flows among them', () => {
  const next = selected('what does this do?', ['Check', 'F3']);
  assert.ok(next.type === 'text');
  assert.match(
    next.text,
    /user task "Check order"[\s\S]*\n\nThe flow "yes" leads from exclusive gateway "Order complete\?"/,
  );
});

test('a change of "this" is a change of what is selected', () => {
  const next = selected('rename this to "Examine order"', ['Check']);
  assert.ok(next.type === 'tool_call');
  assert.deepEqual(short(patchArguments.parse(next.args).operations), ['Check="Examine order"']);
  const add = selected('füge eine Aufgabe "Rückruf" nach dem ausgewählten Element ein', ['Check']);
  assert.ok(add.type === 'tool_call');
});

test('what is selected is asked for by its id, and another version than the one that is seen is told', () => {
  const look = reply({
    request: 'what is this?',
    seen: { version: 3, selected: ['Check'] },
    tools: bpmnTools,
    exchanges: [],
  });
  assert.ok(look.type === 'tool_call');
  assert.deepEqual(look.args.focus_ids, ['Check']);
  const next = selected('what is this?', ['Check'], 2);
  assert.ok(next.type === 'text');
  assert.match(next.text, /You look at version 2; this is about version 3\.$/);
  const gone = selected('what is this?', ['Nobody']);
  assert.ok(gone.type === 'text');
  assert.match(gone.text, /not in this version/);
});

test('files without a word are told in the language of the page, and words are answered in their own', () => {
  const files = [{ name: 'Notizen.md', mimeType: 'text/markdown', sizeBytes: 5, text: 'Hallo' }];
  const told = (request: string, language: string) => {
    const seen = { version: 0, selected: [], language };
    const next = reply({ request, seen, files, tools: new Set(), exchanges: [] });
    return next.type === 'text' ? next.text.split('\n')[0] : next.name;
  };
  assert.equal(told('', 'de-AT'), 'In „Notizen.md“ steht:');
  assert.equal(told('', 'en'), '"Notizen.md" says:');
  assert.equal(told('', ''), '"Notizen.md" says:');
  assert.equal(told('What does this file say?', 'de'), '"Notizen.md" says:');
});
