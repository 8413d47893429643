/** Why a command to a patch is refused; reasons as in the contract. */
export interface Refusal {
  readonly reason: 'patch_not_found' | 'patch_already_decided' | 'human_approval_required';
  readonly metadata?: Readonly<Record<string, string>>;
}

export const patchNotFound = (id: string): Refusal => ({ reason: 'patch_not_found', metadata: { id } });
