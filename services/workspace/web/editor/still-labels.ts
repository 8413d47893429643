/**
 * Without what bpmn-js does of its own accord about names: they stay where they are when a flow comes or goes, and where they
 * are is kept only if a person has put them there.
 */
export const stillLabels = { adaptiveLabelPositioningBehavior: ['value', null] };
