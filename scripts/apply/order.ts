/**
 * What is applied before what, in tens. Claims come before the quota: until its controller has seen it, it lets in none,
 * and who makes a claim by `kubectl apply` asks once, where the controllers that make pods ask again.
 */
const ranks: Record<string, number> = {
  Namespace: 0,
  LimitRange: 10,
  NetworkPolicy: 10,
  CiliumNetworkPolicy: 10,
  Secret: 20,
  ExternalSecret: 20,
  ConfigMap: 20,
  // Before it is used, its pull secret is there.
  ServiceAccount: 25,
  PersistentVolumeClaim: 30,
  ResourceQuota: 35,
  Service: 40,
  StatefulSet: 50,
  Job: 60,
  Deployment: 70,
  CronJob: 70,
};

/** Of kinds that need the others, or that nothing needs. */
const last = 80;

/** The file of an object, such as 50-statefulset-events-db.yaml: kubectl takes a folder's in the order of their names. */
export function fileName(kind: string, logicalName: string): string {
  const rank = String(ranks[kind] ?? last).padStart(2, "0");
  return `${rank}-${kind.toLowerCase()}-${logicalName}.yaml`;
}
