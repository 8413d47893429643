import type { AnyOperator } from '@ameide/operator-kit';
import { type OperatorEnvironment, runOperator } from '@ameide/operator-kit/run';
import { z } from 'zod';
import type { PlatformSettings } from '../objects/settings.ts';
import { type PlatformEnvironment, platformEnvironment } from './platform-environment.ts';
import { platformSettings } from './platform-settings.ts';

/** An operator of a platform, as a process makes it from its environment. */
export interface PlatformOperator<Extra extends z.ZodRawShape = z.ZodRawShape> {
  /** Name in logs and metrics. */
  readonly name: string;
  /** Variables that it reads beside those of every operator. */
  readonly environment?: Extra;
  operator(
    settings: PlatformSettings,
    environment: Readonly<z.output<z.ZodObject<Extra>> & OperatorEnvironment & PlatformEnvironment>,
  ): AnyOperator;
}

/** Gives a definition its types. */
export function definePlatformOperator<Extra extends z.ZodRawShape = Record<never, never>>(
  definition: PlatformOperator<Extra>,
): PlatformOperator<Extra> {
  return definition;
}

/** Runs an operator that knows its platform by the environment of its process, until that is told to end. */
export async function runPlatformOperator<Extra extends z.ZodRawShape>(
  definition: PlatformOperator<Extra>,
): Promise<void> {
  const { name, environment = {}, operator } = definition;
  await runOperator({
    name,
    environment: { ...platformEnvironment, ...environment },
    env: process.env,
    operator: (read) => operator(platformSettings(read), read as never),
  });
}

/**
 * Runs several as one process with one lease, or those of them that the variable OPERATORS names. What they read of the
 * environment has one meaning under one name; what only others read is not asked for.
 */
export async function runPlatformOperators(
  name: string,
  // biome-ignore lint/suspicious/noExplicitAny: each reads another environment
  operators: readonly PlatformOperator<any>[],
): Promise<void> {
  const chosen = chosenOperators(operators, process.env.OPERATORS);
  await runOperator({
    name,
    environment: {
      ...platformEnvironment,
      ...Object.assign({}, ...chosen.map(({ environment }) => environment)),
      OPERATORS: namesOfOperators(operators.map(shortName)),
    } as typeof platformEnvironment,
    env: process.env,
    operator: (read) => ({
      name,
      lease: leaseOf(name, chosen),
      definitions: chosen.map(({ operator }) => operator(platformSettings(read), read)),
    }),
  });
}

/** Those that a list with commas names, all if it is empty. Names that there are not the configuration refuses. */
export function chosenOperators<Named extends { readonly name: string }>(
  operators: readonly Named[],
  names: string | undefined,
): readonly Named[] {
  const listed = listOfNames(names ?? '');
  return listed.length === 0 ? operators : operators.filter((operator) => listed.includes(shortName(operator)));
}

/** One by itself has the lease that it also has as a process of its own, so that never two of one operator lead. */
function leaseOf(name: string, chosen: readonly { readonly name: string }[]): string {
  return `ameide-${chosen.length === 1 ? chosen[0]!.name : name}`;
}

/** `domain` of `domain-operator`. */
function shortName({ name }: { readonly name: string }): string {
  return name.replace(/-operator$/, '');
}

function namesOfOperators(known: readonly string[]) {
  return z
    .string()
    .refine((text) => listOfNames(text).every((name) => known.includes(name)), {
      message: `must be of ${known.join(', ')}, with commas between`,
    })
    .optional();
}

function listOfNames(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
