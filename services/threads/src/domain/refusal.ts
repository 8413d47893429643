/** Why a command is refused; reasons as in the contract. */
export interface Refusal {
  readonly reason:
    | 'thread_not_found'
    | 'artifact_not_found'
    | 'kind_unknown'
    | 'not_owner'
    | 'attachment_not_found'
    | 'attachment_no_image';
  /** What was not found, or the kind. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** There is no such chat, or the user may not see it. */
export function chatNotFound(id: string): Refusal {
  return { reason: 'thread_not_found', metadata: { id } };
}

/** The user may see the chat, but it is somebody else's. */
export function notOwner(id: string): Refusal {
  return { reason: 'not_owner', metadata: { id } };
}

export function artifactNotFound(id: string): Refusal {
  return { reason: 'artifact_not_found', metadata: { id } };
}

/** There is no such attachment, or the user may not see or send it. */
export function attachmentNotFound(id: string): Refusal {
  return { reason: 'attachment_not_found', metadata: { id } };
}

/** Why an upload does not begin or go on; reasons as in the contract. */
export interface AttachmentRefusal {
  readonly reason:
    | 'upload_not_found'
    | 'upload_offset_wrong'
    | 'chunk_size_wrong'
    | 'file_type_refused'
    | 'too_many_uploads';
  readonly metadata?: Readonly<Record<string, string>>;
}
