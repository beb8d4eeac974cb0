import type { types } from "@pulumi/kubernetes";

/**
 * What a pod needs to pass the Pod Security Standard "restricted", which the namespace enforces.
 *
 * @param uid The user and group that its processes run as, and that its volumes are writable for.
 */
export function restrictedPod(uid: number): types.input.core.v1.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: uid,
    runAsGroup: uid,
    fsGroup: uid,
    // A volume whose root already fits is not walked again: a large one would hold up every restart.
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** What each container of such a pod needs; the read-only root is ours, the standard does not ask for it. */
export const restrictedContainer: types.input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
