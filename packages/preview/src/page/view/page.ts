/** What the middle of the window shows. */
export interface Page {
  readonly element: HTMLElement;
  readonly title: string;
  /** Asks for new data. Never rejects. */
  refresh(): Promise<void>;
  toggleRows?(): void;
  openRows?(): void;
  destroy(): void;
}
