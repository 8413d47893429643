/**
 * A lane: `dev`, `staging`, `prod`, or one of a proposed change, `preview-12`. Names of namespaces and buckets have it in the
 * middle; since nothing else in them has a dash before a number, they can be read from the right.
 */
export const LANE_PATTERN = '([a-z][a-z0-9]{0,11}|preview-[1-9][0-9]{0,3})';
