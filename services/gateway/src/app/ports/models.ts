import type { OperationArguments } from '@ameide/agent-tools/patch-arguments';
import type { InternalIdentity } from '@ameide/service-kit/auth';

/** Models of a tenant, for programs of others. What the services refuse is thrown as they made it. */
export interface Models {
  /** A page of those that there are. */
  list(
    identity: InternalIdentity,
    page: { readonly titleContains: string; readonly pageToken: string },
    signal: AbortSignal,
  ): Promise<{ readonly models: readonly ModelEntry[]; readonly nextPageToken: string }>;
  /** A view of a model that fits a token budget, as text. */
  projection(
    identity: InternalIdentity,
    request: {
      readonly ref: string;
      readonly intent: 'analyze' | 'modify';
      readonly focusIds: string[];
      readonly tokenBudget: number;
    },
    signal: AbortSignal,
  ): Promise<{ readonly version: number; readonly text: string }>;
  /** Proposes a change for people to review. @param patch with the id of each node that it adds, by its kind and `ref` */
  propose(
    identity: InternalIdentity,
    patch: {
      readonly ref: string;
      readonly title: string;
      readonly operations: readonly OperationArguments[];
      readonly newId: (kind: string, ref: string) => string;
    },
    signal: AbortSignal,
  ): Promise<ProposedChange>;
  /** What has become of a proposal. */
  patch(
    identity: InternalIdentity,
    patchId: string,
    signal: AbortSignal,
  ): Promise<Readonly<Record<'ref' | 'title' | 'state' | 'reason', string>> & { readonly changes: readonly string[] }>;
}

interface ModelEntry {
  /** `artifacts/<id>/main` */
  readonly ref: string;
  readonly title: string;
  readonly kind: string;
}

interface ProposedChange {
  /** Absent when it was not stored. */
  readonly patchId?: string;
  /** The version that it was checked against. */
  readonly version: number;
  readonly changes: readonly string[];
  /** What the check has found, the errors first, in one line each. */
  readonly findings: readonly string[];
}
