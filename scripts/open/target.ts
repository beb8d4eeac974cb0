import { type Client, clients, page } from "./clients";

/** What is read of the namespace's Services, Deployments and StatefulSets, as the API server gives it. */
export interface Opened {
  kind: string;
  metadata: { name: string };
  spec: {
    /** Of a Service. */
    ports?: { name?: string; port: number }[];
    /** Of a server. */
    replicas?: number;
    template?: { spec: { containers: Container[] } };
  };
}

interface Container {
  image: string;
  env?: { name: string; value?: string }[];
  envFrom?: { secretRef?: { name: string } }[];
}

/** Something in the namespace that a port of this machine can lead to. */
export interface Target {
  name: string;
  /** What it is, for who chooses. */
  kind: string;
  /** As kubectl names it. */
  to: string;
  port: number;
  /** What is typed or opened once the port stands. */
  at: Client["at"];
  /** Where its account is; undefined where the stack has made none for who signs in. */
  account: AccountPlace | undefined;
  /** What else is to be known. */
  notes: string[];
}

/** A user by name, or by a key of the Secret in which the password is. */
export interface AccountPlace {
  secret: string;
  user: { name: string } | { key: RegExp };
  password: RegExp;
}

/** Everything that can be opened, by name. */
export function targetsIn(objects: readonly Opened[]): Target[] {
  const services = objects.filter(({ kind }) => kind === "Service");
  const names = new Set(services.map(({ metadata }) => metadata.name));
  return services
    .flatMap(({ metadata: { name: service }, spec: { ports = [] } }) => {
      const name = service.replace(/-headless$/, "");
      // The address of each pod by itself, beside that of them all.
      if (name !== service && names.has(name)) return [];
      const server = objects.find(
        ({ kind, metadata }) => kind !== "Service" && metadata.name === name,
      );
      const to = `service/${service}`;
      return targetAt(name, to, ports, server) ?? [];
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

function targetAt(
  name: string,
  to: string,
  ports: readonly { name?: string; port: number }[],
  server: Opened | undefined,
): Target | undefined {
  const clientOf = (port: { name?: string }) => clients[port.name ?? ""];
  const chosen = ports.find((port) => clientOf(port) !== undefined) ?? ports[0];
  if (chosen === undefined) return undefined;
  const { port } = chosen;
  const client = clientOf(chosen);
  const [container] = server?.spec.template?.spec.containers ?? [];
  if (client !== undefined) {
    const { kind, user, passwordKey, at } = client;
    const account = { secret: `${name}-server`, ...asPlace(user, passwordKey) };
    const { replicas = 1 } = server?.spec ?? {};
    const one = replicas > 1 && kind === "MongoDB";
    const notes = one
      ? [`one of ${replicas} members: whether the primary, db.hello().isWritablePrimary says`]
      : [];
    return { name, kind, to, port, at, account, notes };
  }
  const isAdminPage = /(^|\/)adminer[:@]/.test(container?.image ?? "");
  const common = { name, to, port, at: page };
  if (container === undefined || !isAdminPage) {
    return { ...common, kind: "service", account: undefined, notes: [] };
  }
  return { ...common, kind: "admin page", ...adminPage(container) };
}

function asPlace(name: string, key: string): Pick<AccountPlace, "user" | "password"> {
  return { user: { name }, password: new RegExp(`^${key}$`) };
}

/** The account that the edge to its MySQL has made, and what else its form asks for. */
function adminPage({ env = [], envFrom = [] }: Container): Pick<Target, "account" | "notes"> {
  const [secret] = envFrom.flatMap(({ secretRef }) => secretRef?.name ?? []);
  const value = (suffix: string) => env.find(({ name }) => name.endsWith(suffix))?.value ?? "";
  return {
    account:
      secret === undefined
        ? undefined
        : { secret, user: { key: /(^|_)MYSQL_USER$/ }, password: /(^|_)MYSQL_PASSWORD$/ },
    notes: [`system MySQL, server ${value("MYSQL_HOST")}, database ${value("MYSQL_DATABASE")}`],
  };
}
