import type { Cause, Code } from "./finding";
import type { Pushed } from "./reading";

/**
 * What time does not mend: the same pull fails for as long as nobody changes something. What the registry has lost is none
 * of it: an update pushes it again, and the kubelet hears of that later.
 */
export const hopeless: ReadonlySet<Code> = new Set<Code>([
  "image-missing",
  "image-name",
  "image-platform",
  "pull-refused",
]);

const reasons = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "ErrImageNeverPull",
  "InvalidImageName",
  "ImageInspectError",
  "RegistryUnavailable",
]);

/** What a registry, or who could not reach it, is known to say, the plainest first. */
const sayings: { code: Code; pattern: RegExp; says: string; mend: string }[] = [
  {
    code: "pull-refused",
    // Docker Hub says the same of what does not exist and of what is not for everybody.
    pattern:
      /\b40[13]\b|unauthorized|forbidden|denied|authorization (failed|required)|no basic auth/i,
    says: "the registry refuses the pull without a login that may",
    mend: "Set registry.username and registry.password to an account that may pull, then up again.",
  },
  {
    code: "image-platform",
    pattern: /no match for platform|no matching manifest|exec format error/i,
    says: "the registry has none for the nodes' platform",
    mend: 'Set images.platform to the nodes\' architecture, such as "linux/arm64", then up again.',
  },
  {
    code: "image-missing",
    pattern: /not found|manifest unknown|name unknown|404/i,
    says: "the registry has no such image",
    mend:
      "Build and push it anew (npm run up; with -- --adopt where the cluster was made anew), or name a version that " +
      "exists; until then the version before it serves.",
  },
  {
    code: "registry-unreachable",
    pattern:
      /dial tcp|no such host|connection refused|i\/o timeout|x509|tls|EOF|50[0-4]|server misbehaving/i,
    says: "the node does not reach the registry",
    mend: "See that the nodes reach the registry: registry.address, or images.mirror for what is not the stack's own.",
  },
];

/**
 * Why a container's image could not be pulled.
 *
 * @param reason Of its waiting; undefined is returned for one that is not about images.
 * @param messages What the kubelet says of it, the last first.
 * @param pushed What the registry did have. @default not known
 */
export function imageCause(
  image: string,
  reason: string,
  messages: readonly string[],
  pushed?: Pushed,
): Cause | undefined {
  if (!reasons.has(reason)) return undefined;
  const evidence = messages.slice(0, 2);
  if (reason === "InvalidImageName") {
    const mend = "Set images.digests or the part's image to a name that a registry can have.";
    return {
      code: "image-name",
      says: `has an image whose name is none: ${image}`,
      evidence,
      mend,
    };
  }
  if (reason === "ErrImageNeverPull") {
    const mend =
      "Build it into the nodes' own Docker (npm run up -- --adopt), or set registry.address.";
    const says = `cannot start ${image}: no registry is configured, and the node does not have it`;
    return { code: "image-missing", says, evidence, mend };
  }
  for (const message of messages) {
    // The names of images and hosts are no part of what is said of them.
    const said = message.replaceAll(image, "").replaceAll(/"[^"]*"/g, "");
    const found = sayings.find(({ pattern }) => pattern.test(said));
    if (found === undefined) continue;
    const { code, says, mend } = found;
    if (code === "image-missing" && pushed?.images.includes(image) === true) {
      return {
        code: "image-lost",
        says: `cannot pull ${image}: the registry has lost it since it was pushed`,
        evidence,
        mend: `npm run up -- ${pushed.stack} builds and pushes it again.`,
      };
    }
    return { code, says: `cannot pull ${image}: ${says}`, evidence, mend };
  }
  // As long as nobody has said why.
  return {
    code: "starting",
    says: `has not pulled ${image} yet`,
    evidence,
    mend: "Wait, or look at the events of its pod.",
  };
}
