/** Figures of every subject: scenario → subject → figure → value. */
export type Figures = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>
>;

export interface Goal {
  readonly text: string;
  readonly value: number;
  readonly isMet: boolean;
}

/** What Promenade promises, each from one interleaved run beside its peers. */
export function judge(figures: Figures): readonly Goal[] {
  const ours = (scenario: string, figure: string): number =>
    figures[scenario]?.["promenade"]?.[figure] ?? Number.NaN;
  const theirs = (scenario: string, figure: string): number =>
    figures[scenario]?.["prom-client"]?.[figure] ?? Number.NaN;
  const times = (
    text: string,
    scenario: string,
    figure: string,
    least: number,
    peerFigure = figure,
  ): Goal => {
    const value = theirs(scenario, peerFigure) / ours(scenario, figure);
    return { text: `${text}: at least ${least} × prom-client`, value, isMet: value >= least };
  };
  const atMost = (text: string, scenario: string, figure: string, most: number): Goal => {
    const value = ours(scenario, figure);
    return { text: `${text}: at most ${most}`, value, isMet: value <= most };
  };
  return [
    times("counter, labels object", "record", "counter, labels object", 4),
    times("histogram, labels object", "record", "histogram, labels object", 8),
    times("counter, bound", "record", "counter, bound", 80, "counter, labels object"),
    times("histogram, bound", "record", "histogram, bound", 25, "histogram, labels object"),
    times("scrape, main-thread CPU", "scrape", "main-thread CPU, ms", 7),
    atMost("scrape, added event-loop block (ms)", "scrape", "longest block, ms", 2),
    atMost("scrape, garbage (MB)", "scrape", "garbage, MB", 2),
    atMost("bytes a counter series", "memory of counters", "bytes a counter series", 50),
    atMost(
      "bytes a histogram of 12 buckets",
      "memory of histograms",
      "bytes a histogram of 12 buckets",
      170,
    ),
    ...["upload", "preview"].flatMap((last) => [
      atMost(
        `start() and ${last}, block (ms)`,
        `start and ${last}`,
        "start(), longest block, ms",
        15,
      ),
      atMost(
        `the ${last} after it, block (ms)`,
        `start and ${last}`,
        "in the background, longest block, ms",
        15,
      ),
    ]),
    atMost("channel publish without listener (ns)", "publish", "publish without listener", 10),
  ];
}
