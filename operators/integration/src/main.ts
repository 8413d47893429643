import { runOperator } from '@ameide/operator-kit/run';
import { platformEnvironment, platformSettings } from '@ameide/primitives/settings';
import { z } from 'zod';
import { createHttpFlowRuntimes } from './adapters/http-flow-runtimes.ts';
import { integrationOperator } from './operator.ts';

await runOperator({
  name: 'integration-operator',
  environment: {
    ...platformEnvironment,
    /** What fetches flows from Git. Without it Integrations from Git are refused. */
    GIT_FETCHER_IMAGE: z
      .string()
      .regex(/^\S+@sha256:[a-f0-9]{64}$/, 'must be an image with its digest: registry/repository@sha256:…')
      .optional(),
  },
  env: process.env,
  operator: (environment) =>
    integrationOperator(
      {
        ...platformSettings(environment),
        operatorNamespace: environment.POD_NAMESPACE,
        gitFetcherImage: environment.GIT_FETCHER_IMAGE,
      },
      { runtimes: createHttpFlowRuntimes() },
    ),
});
