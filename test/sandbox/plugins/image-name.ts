const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const NAME = new RegExp(
  `^(?<registry>[^/]+)/(?<path>${COMPONENT}(?:/${COMPONENT})*)` +
    "(?::\\w[\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$",
);

/**
 * The registry of a fully qualified image name: `registry/path[:tag]`.
 * Throws if the name leaves its registry to Docker's defaults, as the official provider does.
 */
export function registryOf(name: string): string {
  const { registry, path } = NAME.exec(name)?.groups ?? {};
  const isHost = registry !== undefined && /^localhost$|[.:]/.test(registry);
  // Docker Hub's own images are at docker.io/library/NAME.
  if (isHost && (registry !== "docker.io" || path?.includes("/"))) return registry;
  throw new Error(
    `"${name}": the image name must be fully qualified, with its registry: ` +
      "for Docker Hub `docker.io/user/image:tag`",
  );
}

/** An image name without its tag and digest. */
export function repositoryOf(name: string): string {
  return name.replace(/@sha256:[0-9a-f]+$/, "").replace(/:[\w.-]+$/, "");
}

/** The name by which Docker keeps a registry's credentials; `server` may be a URL. */
export function credentialsKey(server: string): string {
  const host = server.replace(/^https?:\/\//, "").split("/")[0] ?? server;
  const hub = ["docker.io", "index.docker.io", "registry-1.docker.io"].includes(host);
  return hub ? "https://index.docker.io/v1/" : host;
}
