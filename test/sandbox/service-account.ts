import type { Resource } from "./cluster-api";

/** A ServiceAccount, and what it may do in the whole cluster. */
export function serviceAccount(name: string, namespace: string, rules: object[]): Resource[] {
  const rbac = "rbac.authorization.k8s.io";
  const apiVersion = `${rbac}/v1`;
  return [
    [
      "serviceaccounts",
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    ],
    ["clusterroles", { apiVersion, kind: "ClusterRole", metadata: { name }, rules }],
    [
      "clusterrolebindings",
      {
        apiVersion,
        kind: "ClusterRoleBinding",
        metadata: { name },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
        subjects: [{ kind: "ServiceAccount", name, namespace }],
      },
    ],
  ];
}
