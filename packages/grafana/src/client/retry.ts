const first = 500;
const most = 30_000;

/** How long to wait before attempt `attempt + 1`, in milliseconds: doubled each time, at random between half and all of it. */
export function backoff(attempt: number): number {
  const full = Math.min(most, first * 2 ** (attempt - 1));
  return full / 2 + (Math.random() * full) / 2;
}

/** `Retry-After` in milliseconds: a number of seconds, or a date. */
export function retryAfter(header: string | readonly string[] | undefined): number | undefined {
  if (typeof header !== "string" || header === "") return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
