import { createInProcessLiveStreams } from './in-process.ts';
import { liveStreamsConformance } from './testing/conformance.ts';

liveStreamsConformance('in process', (options) => createInProcessLiveStreams(options));
