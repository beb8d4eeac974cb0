/** The page to log in on (or to register), which goes on to the given one afterwards. */
export function loginPath(next: string, page: "/login" | "/register" = "/login"): string {
  return next === "/" ? page : `${page}?${new URLSearchParams({ next })}`;
}

/** Where such a page goes on to. Links can be made by anybody, so only to a page of this site. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/";
}
