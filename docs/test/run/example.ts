/** What a block can be asked after it has run. */
export interface Ran {
  /** What stands at the top level of the block, exported or not. */
  readonly exports: Readonly<Record<string, unknown>>;
  /** What the page promises at an address: a metrics page, by default that of the set-up. */
  scrape(options?: ScrapeOptions): Promise<Scraped>;
  /** What the app of this process has recorded so far, without a server. */
  text(): Promise<string>;
  /** Everything that went to the console. */
  log(): string;
}

export interface ScrapeOptions {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Scraped {
  readonly status: number;
  readonly text: string;
}

export interface BlockExample {
  /** What the block takes for given, by name, as in its comment `<!-- given: … -->`. */
  given?(): Promise<Readonly<Record<string, unknown>>> | Readonly<Record<string, unknown>>;
  /** What the page says about the block. Fails by an assertion. */
  check?(ran: Ran): Promise<void> | void;
  /** Whether programs that are not Node's use the ports, which are written into the block then. */
  readonly writesPorts?: boolean;
  /** The warnings that the block brings about, and is meant to. */
  readonly warns?: RegExp;
}

/** `prisma` is a PostgreSQL with the tables of the client whose file `PRISMA_CLIENT` names. */
export type Service = "postgres" | "prisma" | "redis" | "kafka" | "grafana";

/** What a page needs to be run, beside its blocks. Without one, its blocks are run as they are. */
export interface Example {
  readonly page: string;
  /** Real ones; their addresses are in the environment of the blocks. */
  readonly services?: readonly Service[];
  /** Whether its commands ask a Prometheus, which has scraped the app and knows of a deploy. */
  readonly hasPrometheus?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files that the page takes for there, such as secrets, by the path that it names. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the page calls an address, and the variable that has the real one. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** What commands end with, by the id of their block, where it is not 0. */
  readonly exitCodes?: Readonly<Record<string, number>>;
  /** What the page's commands have brought about, in the directory where they ran. */
  afterCommands?(directory: string): Promise<void> | void;
  /** TypeScript, by the block's id. */
  readonly blocks?: Readonly<Record<string, BlockExample>>;
}
