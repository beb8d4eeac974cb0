import * as path from "node:path";
import type { Registered } from "../registered";
import { repositoryOf } from "../repository";

const root = path.resolve(__dirname, "../..");

export interface Build {
  /** The folder that the build sees. */
  context: string;
  /** Relative to that. */
  dockerfile: string;
  args: Record<string, string>;
  platforms?: string[];
}

interface ImageInputs {
  imageName: string;
  build: { context: string; dockerfile: string; args?: Record<string, string>; platform?: string };
}

/** The images that a program builds, by the references that its containers have. */
export class BuiltImages {
  private readonly all: readonly (ImageInputs & { name: string })[];
  private readonly builders = new Map<string, string>();

  /** @param folder Where the Compose file is: what it says of folders is relative to that. */
  constructor(
    resources: readonly Registered[],
    private readonly project: string,
    private readonly folder: string,
  ) {
    this.all = resources
      .filter(({ type }) => type === "docker:index/image:Image")
      .map(({ name, inputs }) => ({ ...(inputs as ImageInputs), name }));
  }

  /** What a service runs, and how it is built, which one of those that run the same says. */
  of(service: string, reference: string): { image: string; build?: Build; pull_policy?: "never" } {
    const repository = repositoryOf(reference);
    const built = this.all.find(({ imageName }) => repositoryOf(imageName) === repository);
    if (built === undefined) return { image: reference };
    const image = `${this.project}-${built.name}`;
    const builder = this.builders.get(image) ?? service;
    this.builders.set(image, builder);
    // A stranger's image of that name must not be asked for, neither before it is built.
    return builder === service
      ? { image, build: this.build(built) }
      : { image, pull_policy: "never" };
  }

  private build({ build: { context, dockerfile, args = {}, platform } }: ImageInputs): Build {
    return {
      context: path.relative(this.folder, path.join(root, context)) || ".",
      dockerfile: path.relative(context, dockerfile),
      args,
      ...(platform === undefined ? {} : { platforms: [platform] }),
    };
  }
}
