import { definePlatformOperator } from '@ameide/primitives/settings';
import { z } from 'zod';
import { createHttpFlowRuntimes } from './adapters/http-flow-runtimes.ts';
import { integrationOperator } from './operator.ts';

/** Made from the environment of a process. */
export const integrationPlatformOperator = definePlatformOperator({
  name: 'integration-operator',
  environment: {
    /** What fetches flows from Git. Without it Integrations from Git are refused. */
    GIT_FETCHER_IMAGE: z
      .string()
      .regex(/^\S+@sha256:[a-f0-9]{64}$/, 'must be an image with its digest: registry/repository@sha256:…')
      .optional(),
  },
  operator(settings, { POD_NAMESPACE: operatorNamespace, GIT_FETCHER_IMAGE: gitFetcherImage }) {
    const runtimes = createHttpFlowRuntimes();
    return integrationOperator({ ...settings, operatorNamespace, gitFetcherImage }, { runtimes });
  },
});
