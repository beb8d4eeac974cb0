/**
 * Where a third-party image is pulled from when a pull-through cache of Docker Hub stands in front of it: with the
 * mirror cache.test/hub, `mysql:9.7.4` is `cache.test/hub/library/mysql:9.7.4`.
 *
 * Harbor's proxy projects, ECR's pull-through rules, Artifactory's remote repositories and registry:2 as a proxy all
 * take Docker Hub's full path, whose first part is "library" for the official images. An image of another registry is
 * left as it is: such a cache has one upstream.
 *
 * @param mirror `host[:port][/path]`; empty leaves every image as it is.
 */
export function mirrored(image: string, mirror: string): string {
  if (mirror === "") return image;
  const [first = "", ...rest] = image.split("/");
  // As Docker tells a registry from a user's name.
  const host = rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : undefined;
  if (host !== undefined && !["docker.io", "index.docker.io"].includes(host)) return image;
  const path = host === undefined ? image : rest.join("/");
  return `${mirror}/${path.includes("/") ? path : `library/${path}`}`;
}
