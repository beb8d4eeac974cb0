import { createRequire } from "node:module";
import * as path from "node:path";

/* The services' own drivers, as far as the e2e uses them. */

export interface MySqlConnection {
  on(event: "error", listener: () => void): void;
  promise(): {
    query(sql: string): Promise<[unknown]>;
    execute(sql: string, values: number[]): Promise<[unknown]>;
  };
  destroy(): void;
}

export interface RedisClient {
  on(event: "error", listener: () => void): void;
  connect(): Promise<unknown>;
  rPush(key: string, value: string): Promise<number>;
  lRange(key: string, first: number, last: number): Promise<string[]>;
  del(key: string): Promise<number>;
  destroy(): void;
}

export interface MongoCollection {
  insertOne(document: { _id: number }): Promise<{ acknowledged: boolean; insertedId: number }>;
  find(): { toArray(): Promise<{ _id: number }[]> };
  drop(): Promise<boolean>;
}

interface MongoDatabase {
  collection(name: string): MongoCollection;
  command(command: object): Promise<unknown>;
}

export interface MongoClient {
  connect(): Promise<unknown>;
  /** @param name @default the URL's */
  db(name?: string): MongoDatabase;
  close(): Promise<void>;
}

function driver(image: string, name: string): unknown {
  return createRequire(path.join(__dirname, "../../images", image, "package.json"))(name);
}

export const { createConnection } = driver("user-service", "mysql2") as {
  createConnection(options: object): MySqlConnection;
};
export const { createClient } = driver("user-service", "@redis/client") as {
  createClient(options: object): RedisClient;
};
export const { MongoClient } = driver("service-kit", "mongodb") as {
  MongoClient: new (url: string, options?: object) => MongoClient;
};
