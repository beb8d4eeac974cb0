import type { Namespace } from "./namespace";

/** What every store is told. */
export interface StoreArgs {
  namespace: Namespace;
  /** Size of the volume of each of its pods, as a Kubernetes quantity. @default "1Gi" */
  storage?: string;
  /** @default "": the cluster's default */
  storageClass?: string;
}
