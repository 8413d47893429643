import { join } from 'node:path';
import { valueFaults } from './values-guard.ts';

/** `pnpm check:gitops`, and helmfile before it renders anything: fails when values say what they must not. */
const faults = await valueFaults(join(import.meta.dirname, '../..'), process.env.AMEIDE_DIGESTS);
for (const fault of faults) console.error(`FAIL ${fault}`);
if (faults.length === 0) console.log('ok   values name no image, and digest files are whole');
process.exitCode = faults.length > 0 ? 1 : 0;
