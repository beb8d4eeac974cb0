import type { Kubectl } from "../kubectl";

/** What is read of Kubernetes objects here. */
export interface PodSpec {
  containers: {
    args?: string[];
    command?: string[];
    env?: EnvVar[];
    envFrom?: { secretRef?: { name: string } }[];
  }[];
  volumes?: { name: string }[];
}

export interface EnvVar {
  name: string;
  value?: string;
  valueFrom?: { secretKeyRef?: { name: string; key: string } };
}

export interface Job {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  spec: {
    activeDeadlineSeconds?: number;
    backoffLimit?: number;
    template: { metadata: { labels?: Record<string, string> }; spec: PodSpec };
  };
  status?: { conditions?: { type: string; status: string; message?: string }[] };
}

/** The store that a CronJob backs up; undefined where it is there for something else. */
export function storeOf({ metadata }: { metadata: Job["metadata"] }): string | undefined {
  if (metadata.labels?.["app.kubernetes.io/component"] !== "backup") return undefined;
  return metadata.name.replace(/-backup$/, "");
}

/** Reads all objects of some kinds. @param kinds Separated by commas. */
export async function list<Kind>(kubectl: Kubectl, kinds: string): Promise<Kind[]> {
  const found = await kubectl.ask(["get", kinds, "--output=json"]);
  return (JSON.parse(found) as { items: Kind[] }).items;
}
