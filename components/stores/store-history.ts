import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import type { Images } from "../images/images";
import { versions } from "../images/versions";
import { Collection } from "../program/collection";
import { refuse } from "../program/refusal";
import type { DeployedStore } from "./deployed-store";
import { checkedGeneration } from "./rotation";
import { obstacle, releases, type Releases, tooOld, versionOf } from "./release";

/** The stack's output that holds what this update leaves, for the next one. */
const stackOutput = "stores";

export interface StoreImage {
  /** Where it is pulled from. */
  reference: string;
  /**
   * The image for the server's pods, once it is known that it can take over their volumes.
   * @param image One that is built on it. @default itself
   */
  admitted(image?: pulumi.Input<string>): pulumi.Output<string>;
}

/** What the last update of this stack has left of the stores' servers: what of theirs another one may change. */
export class StoreHistory {
  /** What this update leaves, by the stores' names. */
  readonly deployed: pulumi.Output<Record<string, DeployedStore>>;
  /** Of all passwords; see checkedGeneration. */
  readonly generation: pulumi.Output<number>;
  private readonly before: pulumi.Output<Readonly<Record<string, DeployedStore>>>;
  private readonly made = new Collection<[store: string, facts: pulumi.Input<DeployedStore>]>();

  constructor(
    private readonly settings: Settings,
    private readonly images: Images,
    opts: pulumi.CustomResourceOptions,
  ) {
    const itself = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
    this.before = new pulumi.StackReference("itself", { name: itself }, opts)
      .getOutput(stackOutput)
      .apply((stores) => (stores ?? {}) as Record<string, DeployedStore>);
    this.generation = checkedGeneration(settings, this.before);
    const all = this.made.all.then((made) => made.map(([store, facts]) => ({ store, facts })));
    this.deployed = pulumi.output(all).apply((made) => {
      const stores: Record<string, DeployedStore> = {};
      for (const { store, facts } of made) stores[store] = { ...stores[store], ...facts };
      return stores;
    });
  }

  /**
   * The image of one store. An official one that is too old for what is done with it is a mistake of the settings; one
   * whose server could not take over the volumes ends the program.
   *
   * @param image As the settings or the program have it. @default the one in images/versions.ts
   */
  image(store: string, kind: keyof typeof releases, image: string = versions[kind]): StoreImage {
    const known: Releases = releases[kind];
    const version = versionOf(image, known);
    const reference = this.images.thirdParty(image);
    if (version === undefined) {
      return { reference, admitted: (image = reference) => pulumi.output(image) };
    }
    const allowed = tooOld(version, known);
    if (allowed !== undefined) {
      this.settings.mistake(`stores.${store}.image`, `is "${image}", but must be ${allowed}`);
    }
    this.note(store, { version });
    const checked = this.check(store, ({ version: earlier = version } = {}) => {
      const first = obstacle(earlier, version, known);
      if (first === undefined) return undefined;
      return `stores.${store}.image is "${image}", but must be ${first}`;
    });
    return {
      reference,
      admitted: (image = reference) => pulumi.all([image, checked]).apply(([image]) => image),
    };
  }

  /** How many servers a store is to have. Fewer than it has ends the program: those that stay would be a minority. */
  replicas(store: string, replicas: number): pulumi.Output<number> {
    this.note(store, { replicas });
    const checked = this.check(store, ({ replicas: earlier = replicas } = {}) =>
      replicas < earlier
        ? `stores.${store}.replicas is ${replicas}, but must be at least the ${earlier} that it has`
        : undefined,
    );
    return checked.apply(() => replicas);
  }

  /** Tells the next update something of a store. */
  note(store: string, facts: pulumi.Input<DeployedStore>): void {
    this.made.add([store, facts], `the store ${store} is to be deployed`);
  }

  /** What the last update has left of a store; undefined where it is new. */
  left(store: string): pulumi.Output<DeployedStore | undefined> {
    return this.before.apply(({ [store]: before }) => before);
  }

  /** Ends the program with the sentence that says what is wrong after that, if something is. */
  private check(
    store: string,
    problem: (before: DeployedStore | undefined) => string | undefined,
  ): pulumi.Output<void> {
    return this.left(store).apply(async (before) => {
      const sentence = problem(before);
      if (sentence !== undefined) await refuse(`${sentence}. The store is as it was.`);
    });
  }
}
