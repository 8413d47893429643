import type { Expression } from 'oxc-parser';
import type { Fault } from './fault.ts';
import type { Source } from './source.ts';

const UPPER_SNAKE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Constants of a module whose value is a number, a text or a boolean are UPPER_SNAKE, so that a reader knows what never changes. */
export function constantFaults({ path, program, lineOf }: Source): Fault[] {
  const faults: Fault[] = [];
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') continue;
    for (const { id, init, start } of declaration.declarations) {
      if (id.type !== 'Identifier' || init === null || !isPrimitive(init) || UPPER_SNAKE.test(id.name)) continue;
      faults.push({
        place: `${path}:${lineOf(start)}`,
        wrong: `the constant ${id.name} is not in upper case`,
        todo: `call it ${upperSnake(id.name)}, with its unit if it has one (_MS, _BYTES)`,
      });
    }
  }
  return faults;
}

/** Whether an expression is a literal of a number, a text or a boolean, or made of such and of constants. */
function isPrimitive(expression: Expression): boolean {
  switch (expression.type) {
    case 'Literal':
      return ['number', 'string', 'boolean', 'bigint'].includes(typeof expression.value);
    case 'TemplateLiteral':
      return expression.expressions.every(isPrimitiveOrConstant);
    case 'UnaryExpression':
      return isPrimitive(expression.argument);
    case 'BinaryExpression':
      return isPrimitiveOrConstant(expression.left) && isPrimitiveOrConstant(expression.right);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return isPrimitive(expression.expression);
    default:
      return false;
  }
}

function isPrimitiveOrConstant(expression: Expression | { readonly type: 'PrivateIdentifier' }): boolean {
  if (expression.type === 'PrivateIdentifier') return false;
  return (expression.type === 'Identifier' && UPPER_SNAKE.test(expression.name)) || isPrimitive(expression);
}

function upperSnake(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}
