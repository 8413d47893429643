import { type Expression, Visitor } from 'oxc-parser';
import type { Fault } from './fault.ts';
import type { Source } from './source.ts';

const TAKE_IT_AS_A_VALUE = 'let the command or the caller bring it as a value';
const MOVE_TO_ADAPTERS = 'do it in an adapter, behind a port of app';

/** Names that every module has, and that make its functions answer differently from one call to the next. */
const IMPURE: ReadonlyMap<string, string> = new Map([
  ...['performance', 'process', 'crypto', 'Temporal'].map((name) => [name, TAKE_IT_AS_A_VALUE] as const),
  ...['console', 'fetch', 'WebSocket', 'localStorage'].map((name) => [name, MOVE_TO_ADAPTERS] as const),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => [name, MOVE_TO_ADAPTERS] as const),
  ['Promise', 'answer at once, and let app do what takes time'],
]);

/** Of names that are otherwise pure: what must not be asked of them. */
const IMPURE_MEMBERS: ReadonlySet<string> = new Set(['Date.now', 'Math.random']);

/** Clock, randomness, environment, input and output, and whatever takes time: a pure file has nothing of it. */
export function purityFaults({ path, program, lineOf }: Source): Fault[] {
  const faults: Fault[] = [];
  const own = declaredNames(program);
  const report = (offset: number, what: string, todo: string) =>
    faults.push({ place: `${path}:${lineOf(offset)}`, wrong: `${what} in pure code`, todo });
  const use = (expression: Expression) => {
    if (expression.type !== 'Identifier' || own.has(expression.name)) return;
    const todo = IMPURE.get(expression.name);
    if (todo !== undefined) report(expression.start, expression.name, todo);
  };
  const notAsync = (node: { readonly async: boolean; readonly start: number }) => {
    if (node.async) report(node.start, 'an async function', 'answer at once, and let app do what takes time');
  };
  new Visitor({
    MemberExpression(node) {
      const { object, property } = node;
      const global = object.type === 'Identifier' && object.name === 'globalThis';
      if (global && property.type === 'Identifier') use(property as Expression);
      use(object);
      if (object.type !== 'Identifier' || property.type !== 'Identifier' || own.has(object.name)) return;
      const name = `${object.name}.${property.name}`;
      if (IMPURE_MEMBERS.has(name)) report(node.start, name, TAKE_IT_AS_A_VALUE);
    },
    CallExpression({ callee, arguments: given, start }) {
      use(callee);
      // Date() without new is a text of this moment.
      if (isDate(callee, own)) report(start, 'Date()', TAKE_IT_AS_A_VALUE);
      for (const argument of given) if (argument.type !== 'SpreadElement') use(argument);
    },
    NewExpression({ callee, arguments: given, start }) {
      use(callee);
      if (isDate(callee, own) && given.length === 0) report(start, 'new Date()', TAKE_IT_AS_A_VALUE);
    },
    AssignmentExpression: ({ right }) => use(right),
    VariableDeclarator: ({ init }) => init !== null && use(init),
    TSTypeReference({ typeName, start }) {
      if (typeName.type === 'Identifier' && typeName.name === 'Promise' && !own.has('Promise')) {
        report(start, 'a promise', 'answer at once, and let app do what takes time');
      }
    },
    FunctionDeclaration: notAsync,
    FunctionExpression: notAsync,
    ArrowFunctionExpression: notAsync,
    AwaitExpression: ({ start }) => report(start, 'await', 'answer at once, and let app do what takes time'),
    ForOfStatement({ await: waits, start }) {
      if (waits) report(start, 'for await', 'answer at once, and let app do what takes time');
    },
  }).visit(program);
  return faults;
}

function isDate(callee: Expression, own: ReadonlySet<string>): boolean {
  return callee.type === 'Identifier' && callee.name === 'Date' && !own.has('Date');
}

/** Names that the file declares itself anywhere, parameters included: those are not the ones that every module has. */
function declaredNames(program: Source['program']): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (pattern: { readonly type: string } | null) => {
    if (pattern !== null && 'name' in pattern && typeof pattern.name === 'string') names.add(pattern.name);
  };
  const addParameters = ({ params }: { readonly params: readonly { readonly type: string }[] }) => params.forEach(add);
  new Visitor({
    ImportSpecifier: ({ local }) => add(local),
    ImportDefaultSpecifier: ({ local }) => add(local),
    ImportNamespaceSpecifier: ({ local }) => add(local),
    VariableDeclarator: ({ id }) => add(id),
    ObjectPattern({ properties }) {
      for (const one of properties) add('value' in one ? one.value : one.argument);
    },
    ArrayPattern: ({ elements }) => elements.forEach(add),
    AssignmentPattern: ({ left }) => add(left),
    FunctionDeclaration(node) {
      add(node.id);
      addParameters(node);
    },
    FunctionExpression: addParameters,
    ArrowFunctionExpression: addParameters,
    ClassDeclaration: ({ id }) => add(id),
  }).visit(program);
  return names;
}
