import type { ExternalStore } from "./external-store";
import type { Namespace } from "./namespace";

/** What every store is told. */
export interface StoreArgs {
  namespace: Namespace;
  /** Size of the volume of each of its pods, as a Kubernetes quantity. @default "1Gi" */
  storage?: string;
  /** @default "": the cluster's default */
  storageClass?: string;
  /** Whether the engine refuses to delete or replace what its data hangs on. @default false */
  protect?: boolean;
  /** Where the store is, if it is not to be deployed. @default none */
  external?: ExternalStore;
}
