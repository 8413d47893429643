import type { PatchRefusal } from '../domain/patch/commands.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The aggregate's refusals in words. */
export function refusePatch(reason: PatchRefusal, patchId: string): Refusal {
  switch (reason) {
    case 'patch_not_found':
      return refuse(reason, `There is no patch ${patchId}.`);
    case 'patch_already_decided':
      return refuse(reason, `The patch ${patchId} was applied or rejected before.`);
    case 'human_approval_required':
      return refuse(reason, 'An agent may propose patches; a person approves them.');
    case 'patch_exists':
      throw new Error(`the patch ${patchId} was proposed twice`);
  }
}
