import type { Kubectl } from "./kubectl";

/** How a service signs in to its broker: as itself, with the rights to what is its own. */
export interface BrokerAccount {
  service: string;
  /** As the service has it: the host is a Service of the namespace, unless others run the broker. */
  url: string;
  /** The certificate that a broker outside is verified by. @default undefined: the well-known authorities' */
  ca?: string;
}

interface Deployment {
  metadata: { name: string };
  spec: {
    template: {
      spec: {
        containers: {
          env?: { name: string; value?: string }[];
          envFrom?: { secretRef?: { name: string } }[];
        }[];
      };
    };
  };
}

interface Secret {
  metadata: { name: string };
  data?: Record<string, string>;
}

/** The accounts of all services that use a broker, from the Secrets of their Deployments. */
export async function brokerAccounts(kubectl: Kubectl): Promise<BrokerAccount[]> {
  const [deployments, secrets] = await Promise.all([
    list<Deployment>(kubectl, "deployments"),
    list<Secret>(kubectl, "secrets"),
  ]);
  return accountsIn(deployments, secrets);
}

export function accountsIn(deployments: Deployment[], secrets: Secret[]): BrokerAccount[] {
  const dataOf = new Map(secrets.map(({ metadata, data = {} }) => [metadata.name, data]));
  return deployments.flatMap(({ metadata: { name: service }, spec }) =>
    spec.template.spec.containers.flatMap(({ env = [], envFrom = [] }) => {
      const secret = envFrom.flatMap(({ secretRef }) =>
        Object.entries(dataOf.get(secretRef?.name ?? "") ?? {}),
      );
      return secret
        .filter(([variable]) => /(^|_)AMQP_BROKER_URL$/.test(variable))
        .map(([variable, value]): BrokerAccount => {
          const authority = variable.replace(/URL$/, "TLS_CA");
          const ca = env.find(({ name }) => name === authority)?.value;
          const url = Buffer.from(value, "base64").toString();
          return { service, url, ...(ca === undefined ? {} : { ca }) };
        });
    }),
  );
}

async function list<Kind>(kubectl: Kubectl, kind: string): Promise<Kind[]> {
  const found = await kubectl.ask(["get", kind, "--output=json"]);
  return (JSON.parse(found) as { items: Kind[] }).items;
}
