import { createSignInTokenSource } from '@ameide/demo-login';
import { AmeideClient } from '@ameide/sdk';
import { withProcess } from '../core/process.ts';
import type { Report } from '../figure.ts';
import { benchRuns } from './runs.ts';

/** Demo users, so that no limit of one person's runs is met. */
const PEOPLE = ['alice', 'bob', 'dora'];

/** What runs cost, on a model that takes no time. */
export async function benchGateway(report: Report): Promise<void> {
  await withProcess(import.meta.resolve('./instant-provider.ts'), async (openaiBaseUrl) => {
    const model = { agentModel: 'openai:instant', openaiApiKey: 'key', openaiBaseUrl };
    const usePlatform = async (url: string) => {
      const clients = PEOPLE.map((name) => {
        const token = createSignInTokenSource({ issuer: `${url}/oidc`, username: name, password: name });
        return new AmeideClient({ baseUrl: url, token, deadlineMs: 120_000 });
      });
      await benchRuns(report, clients);
    };
    await withProcess('./platform-process.ts', usePlatform, [JSON.stringify(model)]);
  });
}
