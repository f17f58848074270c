/** The version that is tested with. */
export const kafkaVersion = "4.1.0";

export interface KafkaPorts {
  readonly broker: number;
  readonly controller: number;
}

/** A broker of ours, however it was started. */
export interface KafkaInstance {
  readonly isRunning: () => boolean;
  up(): Promise<void>;
  /** Ends it in order. */
  end(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Ends it; the directory is the caller's. */
  remove(): Promise<void>;
}

export type StartKafka = (directory: string, ports: KafkaPorts) => Promise<KafkaInstance>;

/** server.properties of a single node that clients on this machine reach. `host` is what it listens on. */
export function brokerSettings(
  data: string,
  { broker, controller }: KafkaPorts,
  host = "127.0.0.1",
): Readonly<Record<string, string>> {
  return {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://${host}:${broker},CONTROLLER://127.0.0.1:${controller}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${broker}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs": data,
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    // Else the first member of every group waits three seconds for others.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
  };
}
