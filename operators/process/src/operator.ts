import { CONFIG_MAP, type PlatformSettings, workloadOperator } from '@ameide/primitives/objects';
import type { TemporalAddress } from '@ameide/primitives/temporal';
import { definitionRef } from './definition.ts';
import { desired, PROCESS_PARTS } from './desired.ts';
import { LOOKS, type Looks } from './looks.ts';
import type { DeploymentRecords, Temporal } from './ports.ts';
import { prepare } from './prepare.ts';
import { namespaceRefusal } from './refusal.ts';
import { processKind } from './resource.ts';
import { status } from './status.ts';
import { sweepDeployments } from './sweep.ts';

/** What it works with. */
export interface ProcessOperatorOptions {
  readonly temporal: Temporal;
  /** Without them, what Temporal knows of Processes that are gone stays there. */
  readonly records?: DeploymentRecords;
  /** Where workers find it; the operator's own way may be another one. */
  readonly address: TemporalAddress;
  /** Ms since 1970; `Date.now` unless told. */
  readonly now?: () => number;
  readonly looks?: Looks;
  /** How often it is looked what is left of Processes that are gone. */
  readonly sweepMs?: number;
}

/** The operator of Processes on a platform. */
export function processOperator(settings: PlatformSettings, options: ProcessOperatorOptions) {
  const { temporal, records, address, now = Date.now, looks = LOOKS, sweepMs: everyMs } = options;
  return workloadOperator(processKind, settings, {
    owns: PROCESS_PARTS,
    refusal: namespaceRefusal,
    reads: [CONFIG_MAP],
    references: (process) => [definitionRef(process)],
    prepare: (process, context, signal) => prepare(process, context, signal, { settings, temporal, records, now }),
    desired: (process, observed) => desired(process, observed, settings, address),
    status: (process, observed) => status(process, observed, looks),
    ...(records && { sweep: sweepDeployments({ temporal, records, everyMs }) }),
  });
}
