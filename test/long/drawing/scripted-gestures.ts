import { type Hand, handleOf, type Point } from './hand.ts';
import type { Spot } from './page.ts';

/** What a person does with one element, or several, of the studio's model. */
export type Script = (hand: Hand, at: (id: string) => Spot) => Promise<unknown>;

const by = ({ x, y }: Point, dx: number, dy: number): Point => ({ x: x + dx, y: y + dy });
const on = (spot: Spot) => handleOf(spot);
const middle = ({ x, y, width, height }: Spot): Point => ({ x: x + width / 2, y: y + height / 2 });

export const move =
  (id: string, dx: number, dy: number): Script =>
  (hand, at) =>
    hand.drag(on(at(id)), by(on(at(id)), dx, dy));
export const place =
  (tool: string, id: string, dx: number, dy: number): Script =>
  async (hand, at) => {
    await hand.tool(`create.${tool}`);
    await hand.click(by(middle(at(id)), dx, dy));
    await hand.keys('Escape');
  };
export const choose =
  (id: string, action: string): Script =>
  async (hand, at) => {
    await hand.select(at(id));
    await hand.pad(/./, (actions) => actions.find((name) => name === action));
    await hand.keys('Escape');
  };
export const menu =
  (ids: readonly string[], action: string, entry: string): Script =>
  async (hand, at) => {
    await hand.select(...ids.map(at));
    await hand.pad(/./, (actions) => actions.find((name) => name === action));
    await hand.entry((entries) => entries.find((name) => name === entry));
  };
export const connect =
  (from: string, to: string): Script =>
  async (hand, at) => {
    await hand.select(at(from));
    await hand.pad(/^connect$/, ([action]) => action);
    await hand.click(on(at(to)));
  };
export const remove =
  (...ids: readonly string[]): Script =>
  async (hand, at) => {
    await hand.select(...ids.map(at));
    await hand.keys('Delete');
  };
export const resize =
  (id: string, dx: number, dy: number): Script =>
  async (hand, at) => {
    await hand.select(at(id));
    const corner = { x: at(id).x + at(id).width + 4, y: at(id).y + at(id).height + 4 };
    await hand.drag(corner, by(corner, dx, dy));
  };

/** Every gesture, by name. */
export const scripts: Readonly<Record<string, Script>> = {
  'move a step': move('Pay', 0, 40),
  'move a step into another lane': move('End', 0, 250),
  'move a step into a sub-process': move('End', -640, 290),
  'move a pool': move('Bank', 0, 30),
  'move a lane': move('Upper', 20, 20),
  'move several': async (hand, at) => {
    await hand.select(at('Pay'), at('End'));
    await hand.drag(on(at('Pay')), by(on(at('Pay')), 40, 40));
  },
  'move a name': move('Split_label', 30, 30),
  'move an event along its step': move('Late', 30, 0),
  'take an event off its step': move('Late', 60, 80),
  'put an event on a step': async (hand, at) => {
    await hand.tool('create.intermediate-event');
    await hand.click({ x: at('Pay').x + at('Pay').width / 4, y: at('Pay').y + at('Pay').height });
    await hand.keys('Escape');
  },
  'move a data object': move('Data', 40, 20),
  'move a note': move('Note', 40, -4),
  'nudge a step': async (hand, at) => {
    await hand.select(at('Pay'));
    await hand.keys('ArrowDown', 'ArrowDown', 'Shift+ArrowDown');
  },
  'make room': async (hand, at) => {
    await hand.tool('space-tool');
    const from = { x: at('Pay').x - 40, y: at('Pay').y + at('Pay').height + 20 };
    await hand.drag(from, by(from, 60, 0));
  },
  'align several': menu(['Start', 'Pay', 'Closed'], 'align-elements', 'align-elements-bottom'),
  'distribute several': menu(['Start', 'Check', 'Pay', 'End'], 'align-elements', 'distribute-elements-horizontal'),
  'resize a note': resize('Note', 20, 20),
  'resize a lane': resize('Upper', 0, 30),
  'resize a pool': resize('Bank', 30, 20),
  'resize a sub-process': resize('Open', 30, 10),
  'place a step': place('task', 'End', 120, 60),
  'place a step on a flow': async (hand, at) => {
    await hand.tool('create.task');
    await hand.click(on(at('Flow_2')));
    await hand.keys('Escape');
  },
  'place an event': place('start-event', 'End', 120, 0),
  'place a gateway': place('exclusive-gateway', 'End', 120, 60),
  'place a data object': place('data-object', 'End', 120, 60),
  'place a data store': place('data-store', 'End', 120, 60),
  'place a sub-process': place('subprocess-expanded', 'Data', 30, -60),
  'place a pool': place('participant-expanded', 'Bank', 0, 70),
  'place a group': place('group', 'Pay', 0, 30),
  'append a step': choose('End', 'append.text-annotation'),
  'append an end': choose('Pay', 'append.end-event'),
  'connect by a flow': connect('Check', 'Pay'),
  'connect by a message': connect('Bank', 'Check'),
  'connect data': connect('Data', 'Pay'),
  'connect a note': connect('Note', 'Pay'),
  'lead a flow elsewhere': async (hand, at) => {
    await hand.select(at('Flow_3'));
    await hand.drag(at('Flow_3').points.at(-1)!, by(on(at('End')), 0, 0));
  },
  'bend a flow': move('Flow_4', 0, 50),
  'rename a step': async (hand, at) => {
    await hand.select(at('Pay'));
    await hand.keys('e');
    await hand.type('Transfer');
  },
  'name a flow': async (hand, at) => {
    await hand.select(at('Flow_2'));
    await hand.keys('e');
    await hand.type('yes');
  },
  'take a name away': async (hand, at) => {
    await hand.select(at('Split_label'));
    await hand.keys('Delete');
  },
  'make a step another kind': menu(['Check'], 'replace', 'replace-with-service-task'),
  'make a gateway another kind': menu(['Split'], 'replace', 'replace-with-parallel-gateway'),
  'give an event a trigger': menu(['Start'], 'replace', 'replace-with-message-start'),
  'make a flow the default': menu(['Flow_3'], 'replace', 'replace-with-default-flow'),
  'let a step repeat': menu(['Pay'], 'replace', 'toggle-loop'),
  'colour several': menu(['Check', 'Pay'], 'choose-colour', 'green'),
  'colour a flow': menu(['Flow_2'], 'choose-colour', 'red'),
  'close a sub-process': menu(['Open'], 'replace', 'replace-with-collapsed-subprocess'),
  'open a sub-process': menu(['Closed'], 'replace', 'replace-with-expanded-subprocess'),
  'make a step a sub-process': menu(['Pay'], 'replace', 'replace-with-expanded-subprocess'),
  'add a lane above': choose('Upper', 'lane-insert-above'),
  'add a lane below': choose('Lower', 'lane-insert-below'),
  'divide a lane': choose('Upper', 'lane-divide-two'),
  'remove a step': remove('Split'),
  'remove several': remove('Split', 'Pay'),
  'remove a flow': remove('Flow_2'),
  'remove a lane': remove('Lower'),
  'remove a pool': remove('Bank'),
  'remove the pool with the process': remove('Pool'),
  'remove a sub-process': remove('Open'),
  'remove data that is shown again': remove('Data'),
  'remove data': remove('Data', 'Again'),
  'copy two steps and their flow': async (hand, at) => {
    await hand.select(at('Check'), at('Split'));
    await hand.keys('Control+c', 'Control+v');
    await hand.click(by(on(at('End')), 200, 70));
  },
  'copy a step': async (hand, at) => {
    await hand.select(at('Check'));
    await hand.keys('Control+c', 'Control+v');
    await hand.click(by(on(at('End')), 150, 30));
  },
};
