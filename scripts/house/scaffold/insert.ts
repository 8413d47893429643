import { type Node, type Program, parseSync, visitorKeys } from 'oxc-parser';
import { ScaffoldError } from './templates.ts';

/** A TypeScript file that something is put into; each call answers the text with it. */
export interface Insertion {
  /** One more member of a union type, or of a type that becomes one. */
  intoUnion(type: string, member: string): string;
  /** One more case of the first switch of a function, before its default. */
  intoSwitch(fn: string, clause: string): string;
  /** One more property of the object that a constant is. */
  intoObject(constant: string, property: string): string;
  /** One more element of the first array in what a constant is. */
  intoArray(constant: string, element: string): string;
  /** A statement before a type and its comment. */
  beforeType(type: string, statement: string): string;
  atEnd(statement: string): string;
  importing(name: string, from: string): string;
}

/** @param path for messages */
export function insertInto(path: string, text: string): Insertion {
  const { program } = parseSync(path, text);
  const at = (offset: number, what: string) => text.slice(0, offset) + what + text.slice(offset);
  const found = <N>(node: N | undefined, what: string): N => {
    if (node === undefined) throw new ScaffoldError(`${path} has no ${what}, so it has to be extended by hand.`);
    return node;
  };
  const constant = (name: string) => found(declarator(program, name), `constant ${name}`);
  return {
    intoUnion(type, member) {
      const { typeAnnotation } = found(typeAlias(program, type), `type ${type}`);
      return at(typeAnnotation.end, `\n  | ${member.trim()}`);
    },
    intoSwitch(fn, clause) {
      const body = found(functionNamed(program, fn), `function ${fn}`);
      const { cases, end } = found(first(body, 'SwitchStatement'), `switch in ${fn}`);
      const fallback = cases.find(({ test }) => test === null);
      return fallback === undefined ? at(end - 1, clause) : at(fallback.start, `${clause.trim()}\n    `);
    },
    intoObject(name, property) {
      return at(found(first(constant(name), 'ObjectExpression'), `object ${name}`).end - 1, property);
    },
    intoArray(name, element) {
      const { elements } = found(first(constant(name), 'ArrayExpression'), `array in ${name}`);
      return at(found(elements.at(-1) ?? undefined, `element in ${name}`).end, `, ${element}`);
    },
    beforeType(type, statement) {
      const alias = found(typeAlias(program, type), `type ${type}`);
      const exported = program.body.find(({ start, end }) => start <= alias.start && alias.end <= end)!;
      const comment = /(?:\/\*\*(?:(?!\*\/).)*\*\/\s*)?$/s.exec(text.slice(0, exported.start))!;
      return at(comment.index, statement);
    },
    atEnd: (statement) => at(text.length, statement),
    importing(name, from) {
      const there = program.body.find((one) => one.type === 'ImportDeclaration' && one.source.value === from);
      if (there?.type === 'ImportDeclaration' && there.specifiers.some(({ local }) => local.name === name)) return text;
      const last = there?.type === 'ImportDeclaration' ? there.specifiers.at(-1) : undefined;
      return last === undefined ? at(0, `import { ${name} } from '${from}';\n`) : at(last.end, `, ${name}`);
    },
  };
}

/** Puts something into each of several places, one after the other. */
export function edit(path: string, text: string, ...steps: readonly ((file: Insertion) => string)[]): string {
  return steps.reduce((current, step) => step(insertInto(path, current)), text);
}

function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const key of visitorKeys[node.type] ?? []) {
    const child = (node as unknown as Record<string, Node | readonly (Node | null)[] | null>)[key];
    for (const one of Array.isArray(child) ? child : [child]) if (one) yield* everyNode(one);
  }
}

function first<T extends Node['type']>(within: Node, type: T): Extract<Node, { type: T }> | undefined {
  for (const node of everyNode(within)) if (node.type === type) return node as Extract<Node, { type: T }>;
  return undefined;
}

function typeAlias(program: Program, name: string) {
  for (const node of everyNode(program))
    if (node.type === 'TSTypeAliasDeclaration' && node.id.name === name) return node;
  return undefined;
}

function declarator(program: Program, name: string) {
  for (const node of everyNode(program)) {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === name) return node;
  }
  return undefined;
}

function functionNamed(program: Program, name: string) {
  for (const node of everyNode(program)) if (node.type === 'FunctionDeclaration' && node.id?.name === name) return node;
  return undefined;
}
