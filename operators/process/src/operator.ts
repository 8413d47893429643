import { CONFIG_MAP, type PlatformSettings, workloadOperator } from '@ameide/primitives/objects';
import type { TemporalAddress } from '@ameide/primitives/temporal';
import { definitionRef } from './definition.ts';
import { desired, PROCESS_PARTS } from './desired.ts';
import { LOOKS, type Looks } from './looks.ts';
import type { Temporal } from './ports.ts';
import { prepare } from './prepare.ts';
import { namespaceRefusal } from './refusal.ts';
import { processKind } from './resource.ts';
import { status } from './status.ts';

/** What it works with. */
export interface ProcessOperatorOptions {
  readonly temporal: Temporal;
  /** Where workers find it; the operator's own way may be another one. */
  readonly address: TemporalAddress;
  /** Ms since 1970; `Date.now` unless told. */
  readonly now?: () => number;
  readonly looks?: Looks;
}

/** The operator of Processes on a platform. */
export function processOperator(settings: PlatformSettings, options: ProcessOperatorOptions) {
  const { temporal, address, now = Date.now, looks = LOOKS } = options;
  return workloadOperator(processKind, settings, {
    owns: PROCESS_PARTS,
    refusal: namespaceRefusal,
    reads: [CONFIG_MAP],
    references: (process) => [definitionRef(process)],
    prepare: (process, context, signal) => prepare(process, context, signal, { settings, temporal, now }),
    desired: (process, observed) => desired(process, observed, settings, address),
    status: (process, observed) => status(process, observed, looks),
  });
}
