import { existsSync, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processEnvironment } from '@ameide/service-kit/config';
import { type ZodObject, type ZodType, z } from 'zod';
import type { DeclaredService } from '../house/declarations.ts';
import { root } from '../house/workspace.ts';

/** A variable that a service reads. */
export interface Variable {
  readonly name: string;
  readonly required: boolean;
  readonly default: boolean | number | string | undefined;
  /** What its comment in the code says; undefined when it has none. */
  readonly description: string | undefined;
  /** JSON schema of what may be written into values. */
  readonly schema: object;
}

/** What files of packages say about variables that services share. */
const SHARED_SOURCES = ['packages/service-kit/src/config/*.ts', 'packages/object-store/src/environment.ts'];

/** Every variable that a service reads as a process of its own, beside the addresses of the services that it calls. */
export async function variablesOf(service: DeclaredService): Promise<readonly Variable[]> {
  const { shape } = await environmentSchemaOf(service);
  const comments = await commentsIn([...SHARED_SOURCES, `${service.folder}/src/config.ts`]);
  return Object.entries(shape).map(([name, type]) => variable(name, type as ZodType, comments.get(name)));
}

/** What a service's environment has to be. */
export async function environmentSchemaOf({ folder, declaration }: DeclaredService): Promise<ZodObject> {
  const config = join(root, folder, 'src/config.ts');
  const own = existsSync(config) ? ((await import(config)) as { environmentSchema?: ZodObject }) : {};
  const schema = own.environmentSchema ?? z.object({});
  // What has a database is started by `runService`, which reads these.
  return 'migrations' in declaration ? z.object({ ...processEnvironment, ...schema.shape }) : schema;
}

function variable(name: string, type: ZodType, description: string | undefined): Variable {
  const { success, data } = type.safeParse(undefined);
  const { $schema: _, default: __, ...schema } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
  const isPlain = ['boolean', 'number', 'string'].includes(typeof data);
  return {
    name,
    required: !success,
    default: isPlain ? (data as Variable['default']) : undefined,
    description,
    schema: withoutFormat(schema),
  };
}

/** A format would be checked by some validators and not by others. */
function withoutFormat({ format: _, ...schema }: Record<string, unknown>): object {
  return schema;
}

const COMMENTED = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*([A-Z][A-Z0-9_]+):/g;

async function commentsIn(patterns: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const comments = new Map<string, string>();
  for (const file of globSync([...patterns], { cwd: root }).sort()) {
    for (const [, text, name] of (await readFile(join(root, file), 'utf8')).matchAll(COMMENTED)) {
      comments.set(name!, text!.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim());
    }
  }
  return comments;
}
