export { ExpositionError, isOpenMetrics, parseExposition } from "./samples/exposition.ts";
export { isProtobuf, parseProtobuf, type ProtobufVisitor } from "./samples/protobuf/families.ts";
export { parseSeries } from "./samples/series-text.ts";
