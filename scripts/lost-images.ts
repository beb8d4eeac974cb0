import { dockerLogin } from "./docker-login";
import { type Holding, holding, type Login } from "./registry";
import type { Stack } from "./stack";
import type { StackProgram } from "./stack-program";
import { shown, type State, stateIfAny, stateOf } from "./state";

const type = "docker:index/image:Image";

/** An image that a stack's last update has built and pushed. */
export interface BuiltImage {
  urn: string;
  name: string;
  /** `host[:port]/name@sha256:…` */
  reference: string;
  /** Who has pushed it; undefined where Docker's own configuration says, or the state does not show it. */
  login: Login | undefined;
}

/** What the registry says of such images. */
export interface Holdings {
  there: BuiltImage[];
  lost: BuiltImage[];
  /** Of which it cannot be told, each with why. */
  untold: { image: BuiltImage; why: string }[];
}

/** The images that a state says were built and pushed. What stays in the builder's own Docker is none of them. */
export function builtImages({ deployment }: State): BuiltImage[] {
  return (deployment.resources ?? []).flatMap((resource) => {
    const { urn, inputs = {}, outputs = {} } = resource;
    const reference = shown(outputs["repoDigest"]);
    if (resource.type !== type || resource.delete === true || inputs["skipPush"] === true)
      return [];
    if (typeof reference !== "string" || !/\w@sha256:[0-9a-f]{64}$/.test(reference)) return [];
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    return [{ urn, name, reference, login: loginIn(inputs["registry"]) }];
  });
}

/** What a state says was built and pushed, each as a container's `image` has it. */
export function pushedBy(state: State): string[] {
  return builtImages(state).map(({ reference }) => reference);
}

function loginIn(registry: unknown): Login | undefined {
  const { username, password } = (shown(registry) ?? {}) as Record<string, unknown>;
  const login = { username: shown(username), password: shown(password) };
  return typeof login.username === "string" && typeof login.password === "string"
    ? { username: login.username, password: login.password }
    : undefined;
}

/** Asks the registry for each image that a stack's state says was built. @throws Failure when there is no such state. */
export async function holdingsOf(stack: Stack, known?: State): Promise<Holdings> {
  const state = known ?? (await stateOf(stack));
  const hasLogin = (state.deployment.resources ?? []).some(
    (resource) => resource.type === type && resource.inputs?.["registry"] !== undefined,
  );
  const images = builtImages((hasLogin ? await stateIfAny(stack, true) : undefined) ?? state);
  const answers = await Promise.all(
    images.map(async (image) => {
      const loginAt = async (host: string) => image.login ?? dockerLogin(host, stack.environment);
      return { image, ...(await holding(image.reference, loginAt)) };
    }),
  );
  const of = (is: Holding["is"]) => answers.filter((answer) => answer.is === is);
  return {
    there: of("there").map(({ image }) => image),
    lost: of("lost").map(({ image }) => image),
    untold: answers.flatMap((answer) => (answer.is === "untold" ? [answer] : [])),
  };
}

/**
 * The arguments with which an update builds and pushes again what the registry has lost, which no update sees by itself;
 * says which images these are. The builder's cache has them at the digests that they had, so that no pod is replaced.
 */
export async function pushedAgain(stack: Stack, { resources }: StackProgram): Promise<string[]> {
  const { lost, untold } = await holdingsOf(stack);
  // What the program gives up, or takes from images.digests, is not built.
  const built = lost.filter(({ name }) =>
    resources.some((resource) => resource.type === type && resource.name === name),
  );
  if (built.length > 0) {
    console.log(
      `The registry has lost ${namesOf(built)}: built and pushed again with this update.`,
    );
  }
  if (untold.length > 0) console.log(`Note: ${untoldText(untold)}.`);
  return built.flatMap(({ urn }) => ["--replace", urn]);
}

/** Images by what people know them by. */
export function namesOf(images: readonly BuiltImage[]): string {
  return images.map(({ name }) => name).join(", ");
}

/** Why it cannot be told of some images whether the registry has them. */
export function untoldText(untold: Holdings["untold"]): string {
  const reasons = [...new Set(untold.map(({ why }) => why))];
  const names = namesOf(untold.map(({ image }) => image));
  return `whether the registry still has ${names} cannot be told: ${reasons.join("; ")}`;
}
