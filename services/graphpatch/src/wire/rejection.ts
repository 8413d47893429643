import { RejectionReason } from '@ameide/contracts/editor/v1/model_editor_service';
import type { Rejection } from '../app/answer-ports.ts';

const reasons: Readonly<Record<Rejection['reason'], RejectionReason>> = {
  authz_denied: RejectionReason.AUTHZ_DENIED,
  needed_later: RejectionReason.NEEDED_LATER,
  sem_rule_violation: RejectionReason.SEM_RULE_VIOLATION,
  version_mismatch: RejectionReason.VERSION_MISMATCH,
  xsd_error: RejectionReason.XSD_ERROR,
};

export const rejectionReasonToWire = (reason: Rejection['reason']): RejectionReason => reasons[reason];
