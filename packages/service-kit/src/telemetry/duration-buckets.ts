import { AggregationType, InstrumentType, type ViewOptions } from '@opentelemetry/sdk-metrics';

/** In seconds: from a read in memory to a run that takes minutes. The SDK's own are meant for milliseconds. */
const BOUNDARIES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** The buckets of every histogram that is measured in seconds. */
export const durationBuckets: ViewOptions = {
  instrumentType: InstrumentType.HISTOGRAM,
  instrumentUnit: 's',
  aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: BOUNDARIES } },
};
