/** How an administrator signs in at a store by a port of this machine. */
export interface Client {
  /** What is opened, for who chooses. */
  kind: string;
  user: string;
  /** The key of the password in the Secret NAME-server. */
  passwordKey: string;
  /** The client's command line, which asks for the password; or the address of a page. */
  at(port: number): string;
}

/** By the name that the port has in the store's Service; see the stores' own files in components/. */
export const clients: Readonly<Record<string, Client>> = {
  mysql: {
    kind: "MySQL",
    user: "root",
    passwordKey: "MYSQL_ROOT_PASSWORD",
    at: (port) => `mysql -h 127.0.0.1 -P ${port} -u root -p`,
  },
  redis: {
    kind: "Redis",
    user: "default",
    passwordKey: "ADMIN_PASSWORD",
    at: (port) => `redis-cli -h 127.0.0.1 -p ${port} --user default --askpass`,
  },
  mongodb: {
    kind: "MongoDB",
    user: "root",
    passwordKey: "MONGO_INITDB_ROOT_PASSWORD",
    // The members' own names, which a client would go on to, are the cluster's alone.
    at: (port) =>
      `mongosh 'mongodb://root@127.0.0.1:${port}/?authSource=admin&directConnection=true'`,
  },
  management: {
    kind: "RabbitMQ's page",
    user: "admin",
    passwordKey: "RABBITMQ_DEFAULT_PASS",
    at: page,
  },
};

export function page(port: number): string {
  return `http://127.0.0.1:${port}/`;
}
