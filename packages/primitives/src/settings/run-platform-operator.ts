import type { AnyOperator } from '@ameide/operator-kit';
import { type OperatorEnvironment, runOperator } from '@ameide/operator-kit/run';
import type { z } from 'zod';
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

/** Runs several as one process with one lease. What they read of the environment has one meaning under one name. */
export async function runPlatformOperators(
  name: string,
  // biome-ignore lint/suspicious/noExplicitAny: each reads another environment
  operators: readonly PlatformOperator<any>[],
): Promise<void> {
  await runOperator({
    name,
    environment: {
      ...platformEnvironment,
      ...Object.assign({}, ...operators.map(({ environment }) => environment)),
    } as typeof platformEnvironment,
    env: process.env,
    operator: (read) => ({
      name,
      lease: `ameide-${name}`,
      definitions: operators.map(({ operator }) => operator(platformSettings(read), read)),
    }),
  });
}
