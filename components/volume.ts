import * as pulumi from "@pulumi/pulumi";
import type { App } from "./app";
import { volumeSchema, type VolumeSettings } from "./config/volume-schema";
import type { OwnVolume } from "./services/volume-mounts";
import { claimSize } from "./stores/claim-size";
import { volumeClaim } from "./stores/volume-claims";

/** What the settings can say of a volume, the program says first: its own values are the defaults. */
export interface VolumeArgs extends VolumeSettings {
  app: App;
}

/**
 * A volume that outlives the pods that mount it, by a claim of its name. One service, job or schedule mounts a
 * ReadWriteOnce one; a ReadWriteMany one is shared, where its class can do that.
 */
export class Volume extends pulumi.ComponentResource implements OwnVolume {
  readonly name: string;
  readonly accessMode: "ReadWriteOnce" | "ReadWriteMany";
  readonly claim: pulumi.Output<string>;
  private readonly mountedBy: string[] = [];

  constructor(name: string, args: VolumeArgs, opts?: pulumi.ComponentResourceOptions) {
    const { app } = args;
    super("slipway:index:Volume", name, {}, { parent: app, ...opts });
    const { cluster } = app.settings;
    const settings = { ...args, ...app.settings.part("volumes", name, volumeSchema) };
    const { storage = "1Gi", accessMode = "ReadWriteOnce" } = settings;
    const { storageClass = cluster.storageClass ?? "" } = settings;
    this.name = name;
    this.accessMode = accessMode;
    app.namespace.declare(name, { claims: { count: 1, storage } });
    const size = claimSize(name, { storage, storageClass, accessMode }, { parent: this });
    this.claim = volumeClaim(
      name,
      {
        ...{ name, namespace: app.namespace.name, size, storageClass, accessMode },
        labels: { "app.kubernetes.io/name": name },
      },
      { parent: this, protect: cluster.protect ?? false, dependsOn: app.namespace.ready },
    ).metadata.name;

    this.registerOutputs({});
  }

  mount(part: string): void {
    this.mountedBy.push(part);
    const [first, second] = this.mountedBy;
    if (second === undefined || this.accessMode !== "ReadWriteOnce") return;
    throw new pulumi.RunError(
      `${this.name} is mounted by ${first} and by ${second}, but is ReadWriteOnce, which only one of them may mount: ` +
        `give each a volume of its own, or set volumes.${this.name}.accessMode to ReadWriteMany`,
    );
  }
}
