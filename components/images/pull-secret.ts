import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** An account at a registry. */
export interface RegistryLogin {
  /** `host[:port]`, as images' names begin. */
  host: string;
  username: string;
  password: pulumi.Input<string>;
}

/** The Secret with which the kubelet pulls from a registry that demands a login; its name. */
export function pullSecret(
  name: string,
  namespace: pulumi.Input<string>,
  login: RegistryLogin,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { host, username } = login;
  const config = pulumi.secret(login.password).apply((password) => {
    const auth = Buffer.from(`${username}:${password}`).toString("base64");
    return JSON.stringify({ auths: { [keyOf(host)]: { username, password, auth } } });
  });
  return new kubernetes.core.v1.Secret(
    name,
    {
      metadata: { namespace },
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": config },
    },
    opts,
  ).metadata.name;
}

/** The name by which the kubelet looks a registry up: its host, or Docker Hub's old address. */
function keyOf(host: string): string {
  return ["docker.io", "index.docker.io"].includes(host) ? "https://index.docker.io/v1/" : host;
}
