import type { ConfigReader } from "./config-reader";
import type { ImageSource } from "./image";

interface ImageKeys {
  registry: string;
  registryUsername: string;
  platform: string;
  images: string;
  imageDigests: Record<string, unknown>;
}

/** Where the configuration says that the stack's images come from. */
export function imageSource(read: ConfigReader, keys: ImageKeys): Readonly<ImageSource> {
  const { registry, registryUsername: username, platform } = keys;
  const password = read.secret("registryPassword");

  const digests = digestsOf(keys.imageDigests, (sentence) =>
    read.mistake("imageDigests", sentence),
  );
  if (keys.images === "prebuilt" && registry === "") {
    read.mistake(
      "images",
      `is "prebuilt", but registry is empty: it must say where the images are`,
    );
  }
  if (username !== "" && password === undefined) {
    read.mistake(
      "registryUsername",
      `is "${username}", but there is no registryPassword: set both (pulumi config set --secret ` +
        `registryPassword) or neither`,
    );
  }
  if (username === "" && password !== undefined) {
    read.mistake("registryPassword", `is set, but registryUsername is empty: set both or neither`);
  }
  if (username !== "" && registry === "") {
    read.mistake(
      "registryUsername",
      `is "${username}", but registry is empty: there is none to log in`,
    );
  }

  const [host = ""] = registry.split("/");
  return {
    registry,
    platform,
    ...(username === "" || password === undefined ? {} : { login: { host, username, password } }),
    ...(keys.images === "prebuilt" ? { digests } : {}),
  };
}

/** Each value is a digest, or a whole reference that ends in one, as the output "images" of a stack has them. */
function digestsOf(
  entries: Record<string, unknown>,
  mistake: (sentence: string) => void,
): Readonly<Record<string, string>> {
  const digests = Object.entries(entries).map(([name, value]) => {
    const [, digest] = /^(?:\S+@)?(sha256:[0-9a-f]{64})$/.exec(String(value)) ?? [];
    if (digest === undefined) {
      mistake(
        `has "${String(value)}" for ${name}, but must have sha256: and 64 hexadecimal digits, or a reference ` +
          `that ends in them`,
      );
    }
    return [name, digest ?? ""] as const;
  });
  return Object.fromEntries(digests);
}
