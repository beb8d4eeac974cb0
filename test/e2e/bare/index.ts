import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const objects = new pulumi.Config().requireNumber("objects");
const provider = new kubernetes.Provider("cluster", { context: "minikube", kubeconfig: "" });
const { metadata } = new kubernetes.core.v1.Namespace("bare", {}, { provider });
for (let object = 0; object < objects; object++) {
  new kubernetes.core.v1.ConfigMap(
    `object-${object}`,
    { metadata: { namespace: metadata.name }, data: { key: "value" } },
    { provider },
  );
}
