/** Icons of the font of bpmn-js whose names differ from those of the kinds. */
const icons: Readonly<Record<string, string>> = {
  start_event: 'start-event-none',
  end_event: 'end-event-none',
  intermediate_catch_event: 'intermediate-event-none',
  intermediate_throw_event: 'intermediate-event-none',
  boundary_event: 'intermediate-event-none',
  exclusive_gateway: 'gateway-xor',
  parallel_gateway: 'gateway-parallel',
  inclusive_gateway: 'gateway-or',
  complex_gateway: 'gateway-complex',
  event_based_gateway: 'gateway-eventbased',
  sub_process: 'subprocess-collapsed',
  ad_hoc_sub_process: 'ad-hoc-marker',
  data_object_reference: 'data-object',
  data_store_reference: 'data-store',
  sequence_flow: 'connection',
  message_flow: 'connection',
  association: 'connection',
  process: 'participant',
};

/** Decoration: the kind stands beside it in words that are heard. */
export function ElementIcon({ kind }: { readonly kind: string }) {
  const own = kind.split('::').at(-1) ?? kind;
  return <span className={`element-icon bpmn-icon-${icons[own] ?? own.replaceAll('_', '-')}`} aria-hidden="true" />;
}
