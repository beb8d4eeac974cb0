import * as pulumi from "@pulumi/pulumi";
import { Backups } from "./backups/backups";
import { Entrance } from "./config/entrance";
import { Settings } from "./config/settings";
import { Images } from "./images/images";
import { clusterProvider } from "./kubernetes/cluster";
import { guardedCluster } from "./kubernetes/cluster-guard";
import { labelled } from "./kubernetes/labels";
import { Namespace } from "./kubernetes/namespace";
import { Network } from "./kubernetes/network";
import type { DeployedStore } from "./stores/deployed-store";
import { StoreHistory } from "./stores/store-history";
import { leaveOutPromiseTraces } from "./program/promise-traces";

/** What every part of the stack is made with: its settings, its cluster, its namespace and its images. */
export class App extends pulumi.ComponentResource {
  readonly settings: Settings;
  /** What every object of the stack is labelled with, and the pods of its services. */
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: Namespace;
  readonly network: Network;
  readonly entrance: Entrance;
  /** Every image as it is deployed, by name: what another stack's setting images.digests can be. */
  readonly images: pulumi.Output<Record<string, string>>;
  readonly imageSource: Images;
  readonly storeHistory: StoreHistory;
  /** Where the stores' backups go; undefined where the settings want none. */
  readonly backups: Backups | undefined;
  /** What this update leaves of each store: the next one goes by the stack's output of that name. */
  readonly stores: pulumi.Output<Record<string, DeployedStore>>;
  private readonly nodePorts = new Map<number, string>();

  /** Ends the program when the settings are not valid, the cluster is not reached, or it is not the stack's own. */
  constructor() {
    leaveOutPromiseTraces();
    const settings = new Settings();
    const { context = "minikube", namespace = "slipway" } = settings.cluster;
    const provider = clusterProvider(context, settings.valid);
    const cluster = guardedCluster(context, provider);
    // As the component's input, the cluster holds back whatever is below until it is known to be the stack's own.
    const labels = {
      "app.kubernetes.io/part-of": namespace,
      "app.kubernetes.io/managed-by": "pulumi",
    };
    const options = { providers: [provider], transformations: [labelled(labels)] };
    super("slipway:index:App", namespace, { cluster }, options);
    this.settings = settings;
    this.labels = labels;
    this.entrance = new Entrance(settings);
    this.imageSource = new Images(settings, cluster);
    this.images = this.imageSource.pinned;
    this.storeHistory = new StoreHistory(settings, this.imageSource, { parent: this });
    this.stores = this.storeHistory.deployed;
    const { login } = this.imageSource;
    const args = { cluster: settings.cluster, login };
    this.namespace = new Namespace(namespace, args, { parent: this });
    this.network = new Network(this.namespace.name);
    const backedUp = Object.keys(settings.backups).length > 0;
    this.backups = backedUp ? new Backups(settings, namespace, { parent: this }) : undefined;

    this.registerOutputs({});
  }

  /** The scheme, host and port under which a host of the gateway's routes is reached, as a browser names an origin. */
  origin(host: string): string {
    return this.entrance.origin(host);
  }

  /** Notes as a mistake that a port of the nodes is somebody's already. @param place Where the settings have it. */
  claimNodePort(port: number, place: string): void {
    const other = this.nodePorts.get(port);
    if (other !== undefined) {
      this.settings.mistake(place, `is ${port}, but must be another than ${other}`);
    }
    this.nodePorts.set(port, place);
  }
}
