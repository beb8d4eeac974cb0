/** An account at a registry. */
export interface Login {
  username: string;
  password: string;
}

/** The login for a host, where there is one. */
export type LoginAt = (host: string) => Promise<Login | undefined>;

/** What a registry says to the question whether it has an image; "untold" is every answer that says neither. */
export type Holding = { is: "there" } | { is: "lost" } | { is: "untold"; why: string };

/** Milliseconds that a registry has to answer. */
const patience = 5_000;

/** What an image may be: of one platform or of several, in Docker's words or in OCI's. */
const manifests = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
].join(", ");

/**
 * Asks a registry whether it has an image, by its HTTP API.
 *
 * @param reference `host[:port]/name@sha256:…`; Docker Hub's may do without the host.
 * @param loginAt What it is asked with at a host that wants to know who asks. @default nobody
 */
export async function holding(
  reference: string,
  loginAt: LoginAt = () => Promise.resolve(undefined),
): Promise<Holding> {
  const { host, name, digest } = partsOf(reference);
  const address = `${isLocal(host) ? "http" : "https"}://${host}`;
  const untold = (why: string): Holding => ({ is: "untold", why: `${host} ${why}` });
  try {
    const { status } = await head(`${address}/v2/${name}/manifests/${digest}`, name, () =>
      loginAt(host),
    );
    if (status === 200) return { is: "there" };
    if (status !== 404) return untold(`answers with ${status}`);
    // Whatever else listens there has none of the images either.
    return (await registryAt(address)).answers ? { is: "lost" } : untold("is no registry");
  } catch (error) {
    const { message, cause } = error as Error & { cause?: Error };
    return untold(`does not answer: ${cause?.message || message}`);
  }
}

function partsOf(reference: string): { host: string; name: string; digest: string } {
  const [path = "", digest = ""] = reference.split("@");
  const [first = "", ...rest] = path.split("/");
  // As Docker tells a registry from a user's name.
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const host = isHost ? first : "docker.io";
  const name = isHost ? rest.join("/") : path;
  if (!/^(index\.)?docker\.io$/.test(host)) return { host, name, digest };
  const whole = name.includes("/") ? name : `library/${name}`;
  return { host: "registry-1.docker.io", name: whole, digest };
}

/** Whether Docker takes a registry there without TLS. */
function isLocal(host: string): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(host);
}

async function head(
  url: string,
  name: string,
  loginOf: () => Promise<Login | undefined>,
): Promise<Response> {
  const ask = (headers: Record<string, string>) =>
    fetch(url, {
      method: "HEAD",
      headers: { accept: manifests, ...headers },
      signal: AbortSignal.timeout(patience),
    });
  const response = await ask({});
  if (response.status !== 401) return response;
  const challenge = response.headers.get("www-authenticate") ?? "";
  const authorization = await authorizationFor(challenge, name, await loginOf());
  return authorization === undefined ? response : ask({ authorization });
}

/** What a registry wants to be shown: the login itself, or a token that another server gives for it. */
async function authorizationFor(
  challenge: string,
  name: string,
  login: Login | undefined,
): Promise<string | undefined> {
  const basic =
    login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;
  if (/^basic\b/i.test(challenge)) return basic;
  const { realm, service } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value]) => [key, value]),
  );
  if (!/^bearer\b/i.test(challenge) || realm === undefined) return undefined;
  const url = new URL(realm);
  // The password is for nobody on the way.
  if (url.protocol !== "https:" && !isLocal(url.host)) return undefined;
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", `repository:${name}:pull`);
  const answer = await fetch(url, {
    headers: basic === undefined ? {} : { authorization: basic },
    signal: AbortSignal.timeout(patience),
  });
  if (!answer.ok) return undefined;
  const { token, access_token } = (await answer.json()) as {
    token?: string;
    access_token?: string;
  };
  const given = token ?? access_token;
  return given === undefined ? undefined : `Bearer ${given}`;
}

/** Whether a registry answers at an address, as every one does at /v2/, if only to ask who calls. @throws when nothing does */
export async function registryAt(address: string): Promise<{ answers: boolean; status: number }> {
  const { status } = await fetch(`${address}/v2/`, { signal: AbortSignal.timeout(patience) });
  return { answers: status === 200 || status === 401, status };
}
