/** What the app of the fault tests is started with. */
export interface AppSettings {
  /** Of its queue, its topic and its consumer group. */
  readonly name: string;
  readonly isObserved: boolean;
  readonly postgres: string;
  readonly redis: string;
  readonly brokers: readonly string[];
  /** The generated Prisma client. */
  readonly clientFile: string;
}
