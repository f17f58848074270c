/** Names of Kafka's APIs that clients use, by key. Source: the Kafka protocol guide. */
const names: Readonly<Record<number, string>> = {
  0: "Produce",
  1: "Fetch",
  2: "ListOffsets",
  3: "Metadata",
  8: "OffsetCommit",
  9: "OffsetFetch",
  10: "FindCoordinator",
  11: "JoinGroup",
  12: "Heartbeat",
  13: "LeaveGroup",
  14: "SyncGroup",
  15: "DescribeGroups",
  16: "ListGroups",
  17: "SaslHandshake",
  18: "ApiVersions",
  19: "CreateTopics",
  20: "DeleteTopics",
  22: "InitProducerId",
  24: "AddPartitionsToTxn",
  25: "AddOffsetsToTxn",
  26: "EndTxn",
  28: "TxnOffsetCommit",
  32: "DescribeConfigs",
  36: "SaslAuthenticate",
  37: "CreatePartitions",
  42: "DeleteGroups",
  60: "DescribeCluster",
  68: "ConsumerGroupHeartbeat",
};

/** The name of an API; `other` for one that clients seldom use. */
export function apiName(key: number): string {
  return names[key] ?? "other";
}
