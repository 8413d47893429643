import { defineOperator } from '@ameide/operator-kit';
import { kindOf } from '@ameide/operator-kit/schema';
import { CONFIG_MAP, type PlatformSettings } from '@ameide/primitives/objects';
import { definitionRef } from './definition.ts';
import { desired, PROCESS_PARTS } from './desired.ts';
import type { ProcessFacts } from './facts.ts';
import { LOOKS, type Looks } from './looks.ts';
import type { Temporal } from './ports.ts';
import { prepare } from './prepare.ts';
import { type ProcessSpec, type ProcessStatus, processKind } from './resource.ts';
import { status } from './status.ts';
import type { TemporalAddress } from './workers.ts';

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
  return defineOperator<ProcessSpec, ProcessStatus, typeof processKind.conditions, ProcessFacts>({
    name: 'process',
    kind: kindOf(processKind),
    conditions: processKind.conditions,
    owns: PROCESS_PARTS,
    reads: [CONFIG_MAP],
    references: (process) => [definitionRef(process)],
    prepare: (process, context, signal) => prepare(process, context, signal, { settings, temporal, now }),
    desired: (process, observed) => desired(process, observed, settings, address),
    status: (process, observed) => status(process, observed, looks),
  });
}
