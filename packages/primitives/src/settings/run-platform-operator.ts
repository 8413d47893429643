import type { AnyOperator } from '@ameide/operator-kit';
import { type OperatorEnvironment, runOperator } from '@ameide/operator-kit/run';
import type { z } from 'zod';
import type { PlatformSettings } from '../objects/settings.ts';
import { type PlatformEnvironment, platformEnvironment } from './platform-environment.ts';
import { platformSettings } from './platform-settings.ts';

/** An operator of a platform as a process of its own. */
export interface PlatformOperator<Extra extends z.ZodRawShape> {
  /** Name in logs and metrics. */
  readonly name: string;
  /** Variables that it reads beside those of every operator. */
  readonly environment?: Extra;
  readonly operator: (
    settings: PlatformSettings,
    environment: Readonly<z.output<z.ZodObject<Extra>> & OperatorEnvironment & PlatformEnvironment>,
  ) => AnyOperator;
}

/** Runs an operator that knows its platform by the environment of its process, until that is told to end. */
export async function runPlatformOperator<Extra extends z.ZodRawShape = Record<never, never>>(
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
