// The door of ingestion: bytes become readings.
export { Ingest, type Accepted, type DeviceNews, type IngestCounters, type IngestOptions } from './ingest';
export { parseTime } from './clock';
export { checkFilter, checkTemplate, filterFault, templateFault, TopicTemplate, type TopicFault } from './topics';
export { DEFAULT_LIMITS, LONGEST_NAME, type Limits, type Reading, type Rejection } from './reading';
