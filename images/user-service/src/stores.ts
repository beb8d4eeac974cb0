import {
  Dependency,
  tlsCaVariable,
  tlsOf,
  tlsVariable,
  Type,
  type Logger,
  type Static,
} from "@slipway/service-kit";
import { connectionLimit, Mysql, type MysqlAccount } from "./mysql.ts";
import { Redis } from "./redis.ts";

const host = Type.String({ minLength: 1, description: "a host name or address" });
const port = Type.Integer({ minimum: 1, maximum: 65_535, description: "a port from 1 to 65535" });
const name = Type.String({ minLength: 1, description: "a name" });
const password = Type.String({ minLength: 1, description: "a password", secret: true });

export const MysqlVariables = {
  MYSQL_HOST: host,
  MYSQL_PORT: port,
  MYSQL_DATABASE: name,
  MYSQL_USER: name,
  MYSQL_PASSWORD: password,
  MYSQL_TLS: tlsVariable,
  MYSQL_TLS_CA: tlsCaVariable,
};

export const StoreVariables = {
  ...MysqlVariables,
  REDIS_HOST: host,
  REDIS_PORT: port,
  REDIS_USERNAME: name,
  REDIS_PASSWORD: password,
  REDIS_TLS: tlsVariable,
  REDIS_TLS_CA: tlsCaVariable,
  REDIS_PREFIX: Type.String({
    pattern: "^[\\w.:-]+$",
    description: "what every key begins with, such as user:",
  }),
};
const Variables = Type.Object(StoreVariables);

const AccountVariables = Type.Object(MysqlVariables);

export function mysqlAccount(environment: Static<typeof AccountVariables>): MysqlAccount {
  return {
    host: environment.MYSQL_HOST,
    port: environment.MYSQL_PORT,
    database: environment.MYSQL_DATABASE,
    user: environment.MYSQL_USER,
    password: environment.MYSQL_PASSWORD,
    tls: tlsOf(environment.MYSQL_TLS, environment.MYSQL_TLS_CA),
  };
}

/** MySQL and Redis, each with the dependency through which it is used. */
export function createStores(environment: Static<typeof Variables>, log: Logger) {
  const mysql = new Mysql(mysqlAccount(environment));
  const redis = new Redis({
    host: environment.REDIS_HOST,
    port: environment.REDIS_PORT,
    username: environment.REDIS_USERNAME,
    password: environment.REDIS_PASSWORD,
    tls: tlsOf(environment.REDIS_TLS, environment.REDIS_TLS_CA),
    prefix: environment.REDIS_PREFIX,
  });
  const mysqlDependency = new Dependency("mysql", mysql, log, {
    concurrency: connectionLimit,
    // Served within the 5 s that they may wait at 100 ms a statement.
    maxWaiting: 500,
  });
  // Half of what MySQL gets: a read tries both, and must answer within three seconds.
  const redisDependency = new Dependency("redis", redis, log, { call: 1_000, concurrency: 1_000 });
  return { mysql, redis, mysqlDependency, redisDependency };
}
