/** Where to ask, and how it may be named to others. */
export interface Address {
  /** Without credentials. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const secretName = /auth|credential|key|pass|secret|signature|token/i;

/** Takes `user:password@` out of a URL: `fetch` refuses it there, and it must be shown nowhere. */
export function addressOf(text: string): Address {
  const url = new URL(text);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  if (username === "" && password === "") return { url: url.href, headers: {} };
  const login = `${decoded(username)}:${decoded(password)}`;
  return {
    url: url.href,
    headers: { authorization: `Basic ${Buffer.from(login).toString("base64")}` },
  };
}

/** A URL as it may be shown: without credentials, and with `…` for the values of parameters such as `token`. */
export function shownUrl(text: string): string {
  const url = new URL(addressOf(text).url);
  for (const name of new Set(url.searchParams.keys()))
    if (secretName.test(name)) url.searchParams.set(name, "…");
  return url.href.replaceAll("%E2%80%A6", "…");
}

/** A `%` that stands for itself stays. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
