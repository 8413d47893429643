import { type Program, parseSync, Visitor } from 'oxc-parser';

/** One import or re-export of a source file. */
export interface Import {
  readonly specifier: string;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** A TypeScript file as far as the house looks into it. */
export interface Source {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly program: Program;
  readonly imports: readonly Import[];
  lineOf(offset: number): number;
}

/** @throws SyntaxError */
export function parseSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]!.message}`);
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  return { path, program, imports: importsOf(program, lineOf), lineOf };
}

function importsOf(program: Program, lineOf: (offset: number) => number): Import[] {
  const imports: Import[] = [];
  const add = (specifier: string, typeOnly: boolean, offset: number) =>
    imports.push({ specifier, typeOnly, line: lineOf(offset) });
  new Visitor({
    ImportDeclaration: ({ source, importKind, specifiers, start }) => {
      const onlyTypes =
        specifiers.length > 0 && specifiers.every((one) => 'importKind' in one && one.importKind === 'type');
      add(source.value, importKind === 'type' || onlyTypes, start);
    },
    ExportNamedDeclaration: ({ source, exportKind, specifiers, start }) => {
      const onlyTypes = specifiers.length > 0 && specifiers.every((one) => one.exportKind === 'type');
      if (source !== null) add(source.value, exportKind === 'type' || onlyTypes, start);
    },
    ExportAllDeclaration: ({ source, exportKind, start }) => add(source.value, exportKind === 'type', start),
    ImportExpression: ({ source, start }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') add(source.value, false, start);
    },
    TSImportType: ({ source, start }) => add(source.value, true, start),
  }).visit(program);
  return imports;
}
