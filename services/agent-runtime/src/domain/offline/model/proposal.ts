import { z } from 'zod';
import { parseJson } from './json.ts';

const proposal = z.object({
  proposed: z.boolean(),
  changes: z.array(z.string()).default([]),
  findings: z.array(z.string()).default([]),
});

/** What a `ProposePatch` result says; undefined when the call itself failed. */
export function parseProposal(content: string): z.output<typeof proposal> | undefined {
  return proposal.safeParse(parseJson(content)).data;
}
