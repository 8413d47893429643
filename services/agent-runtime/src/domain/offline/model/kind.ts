const label: Readonly<Record<string, string>> = {
  participant: 'pool',
  sub_process: 'sub-process',
  ad_hoc_sub_process: 'ad-hoc sub-process',
};

/** A kind as people say it: `bpmn::user_task` is a `user task`. */
export function kindWords(kind: string): string {
  const local = localKind(kind);
  return label[local] ?? local.replaceAll('_', ' ');
}

/** `user_task` of `bpmn::user_task`. */
export function localKind(kind: string): string {
  return kind.slice(kind.lastIndexOf('::') + 1).replace(/^:+/, '');
}

export const isTask = (kind: string): boolean => /^(.+_)?task$/.test(localKind(kind));
export const isSubProcess = (kind: string): boolean => /^((ad_hoc_)?sub_process|transaction)$/.test(localKind(kind));
export const isActivity = (kind: string): boolean =>
  isTask(kind) || isSubProcess(kind) || /^(call_activity|(sub|call)_choreography)$/.test(localKind(kind));
export const isGateway = (kind: string): boolean => localKind(kind).endsWith('_gateway');
export const isEvent = (kind: string): boolean => localKind(kind).endsWith('_event');
export const isData = (kind: string): boolean => localKind(kind).startsWith('data_');
/** What sequence flows connect. */
export const isFlowNode = (kind: string): boolean => isActivity(kind) || isGateway(kind) || isEvent(kind);
/** What other elements can be asked for in. */
export const isContainer = (kind: string): boolean =>
  isSubProcess(kind) || /^(process|participant|lane|collaboration|choreography)$/.test(localKind(kind));
