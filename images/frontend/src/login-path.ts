/** The page to log in on (or to register), which goes on to the given one afterwards. */
export function loginPath(next: string, page: "/login" | "/register" = "/login"): string {
  return next === "/" ? page : `${page}?${new URLSearchParams({ next })}`;
}

/**
 * Where such a page goes on to. Links can be made by anybody, so only to a page of this site: what
 * counts is where a browser would go, which ignores tabs and takes a backslash for a slash.
 */
export function nextPath(search: string, origin = window.location.origin): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  if (!next.startsWith("/")) return "/";
  const url = parse(next, origin);
  // A path of its own that begins with two slashes would be a host when it is used as an address.
  if (url?.origin !== origin || url.pathname.startsWith("//")) return "/";
  return url.pathname + url.search + url.hash;
}

function parse(address: string, base: string): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}
