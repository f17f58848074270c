/** Who this process is. Detected where not given. */
export interface ServiceIdentity {
  readonly service: string;
  readonly version: string;
  /** Commit hash, or "" when unknown. */
  readonly revision: string;
  /** Who made the commit, or "" when unknown. Never an e-mail address. */
  readonly author: string;
  /** `production`, `staging`, … or "" when unknown. */
  readonly environment: string;
}
