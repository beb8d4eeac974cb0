import * as assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { type Channel, Connection } from "rabbitmq-client";
import type { Ledger } from "./acknowledged-writes";
import {
  createConnection,
  createClient,
  MongoClient,
  type MongoCollection,
  type MySqlConnection,
  type RedisClient,
} from "./drivers";

/** Milliseconds. */
const connectTimeout = 1_500;

/** A table of the administrator's, in a database of its own: the service's account may make none. */
export class MySqlLedger implements Ledger {
  private connection: MySqlConnection | undefined;

  constructor(
    private readonly password: string,
    private readonly database: string,
  ) {}

  async open(host: string): Promise<void> {
    const account = { user: "root", password: this.password };
    this.connection = createConnection({ host, ...account, connectTimeout });
    this.connection.on("error", () => {});
    await this.server.query(`CREATE DATABASE IF NOT EXISTS ${this.database}`);
    await this.server.query(`CREATE TABLE IF NOT EXISTS ${this.table} (number INT PRIMARY KEY)`);
  }

  async write(number: number): Promise<void> {
    await this.server.execute(`INSERT INTO ${this.table} VALUES (?)`, [number]);
  }

  async read(found: Set<number>): Promise<void> {
    const [rows] = await this.server.query(`SELECT number FROM ${this.table}`);
    for (const { number } of rows as { number: number }[]) found.add(number);
  }

  async remove(): Promise<void> {
    await this.server.query(`DROP DATABASE ${this.database}`);
  }

  drop(): void {
    this.connection?.destroy();
  }

  private get table(): string {
    return `${this.database}.numbers`;
  }

  private get server() {
    assert.ok(this.connection !== undefined);
    return this.connection.promise();
  }
}

/** A list of the user service's. */
export class RedisLedger implements Ledger {
  private client: RedisClient | undefined;

  constructor(
    private readonly account: { username: string; password: string },
    private readonly key: string,
  ) {}

  async open(host: string): Promise<void> {
    const socket = { host, connectTimeout, reconnectStrategy: false };
    this.client = createClient({ ...this.account, socket, disableOfflineQueue: true });
    this.client.on("error", () => {});
    await this.client.connect();
  }

  async write(number: number): Promise<void> {
    await this.server.rPush(this.key, String(number));
  }

  async read(found: Set<number>): Promise<void> {
    for (const number of await this.server.lRange(this.key, 0, -1)) found.add(Number(number));
  }

  async remove(): Promise<void> {
    await this.server.del(this.key);
  }

  drop(): void {
    this.client?.destroy();
    this.client = undefined;
  }

  private get server(): RedisClient {
    assert.ok(this.client !== undefined);
    return this.client;
  }
}

/** A collection of a service's, which is acknowledged as its URL says: by most members, from their journals. */
export class MongoDbLedger implements Ledger {
  private client: MongoClient | undefined;

  /** @param url The service's. */
  constructor(
    private readonly url: string,
    private readonly collection: string,
  ) {}

  async open(host: string): Promise<void> {
    const url = new URL(this.url);
    url.hostname = host;
    url.searchParams.delete("replicaSet");
    url.searchParams.set("directConnection", "true");
    const timeouts = { serverSelectionTimeoutMS: connectTimeout, connectTimeoutMS: connectTimeout };
    this.client = new MongoClient(url.href, { ...timeouts, retryWrites: false });
    await this.client.connect();
  }

  async write(number: number): Promise<void> {
    const { acknowledged, insertedId } = await this.numbers.insertOne({ _id: number });
    assert.ok(acknowledged && insertedId === number);
  }

  async read(found: Set<number>): Promise<void> {
    for (const { _id } of await this.numbers.find().toArray()) found.add(_id);
  }

  async remove(): Promise<void> {
    await this.numbers.drop();
  }

  drop(): void {
    void this.client?.close().catch(() => {});
    this.client = undefined;
  }

  private get numbers(): MongoCollection {
    assert.ok(this.client !== undefined);
    return this.client.db().collection(this.collection);
  }
}

/** A queue of a service's, of the kind of its inbox, behind an exchange. */
export class RabbitMqLedger implements Ledger {
  private connection: Connection | undefined;
  private channel: Channel | undefined;
  private readonly returned = new Set<string>();

  /** @param url The service's. @param name That of the queue and of the exchange. */
  constructor(
    private readonly url: string,
    private readonly name: string,
  ) {}

  async open(host: string): Promise<void> {
    const url = new URL(this.url);
    url.hostname = host;
    const timeouts = {
      connectionTimeout: connectTimeout,
      acquireTimeout: connectTimeout,
      heartbeat: 5,
    };
    // Or else each reading waits until the ack before it has arrived.
    const connection = new Connection({ url: url.href, ...timeouts, noDelay: true });
    connection.on("error", () => connection.unsafeDestroy());
    this.connection = connection;
    this.channel = await connection.acquire();
    const { name: exchange, name: queue } = this;
    // What is published while there is no queue is confirmed all the same.
    await this.channel.exchangeDeclare({ exchange, type: "fanout", durable: true });
    // By default a message is dropped that was delivered and given back 20 times, as when a connection is lost.
    const kind = { "x-queue-type": "quorum", "x-delivery-limit": -1 } as const;
    await this.channel.queueDeclare({ queue, durable: true, arguments: kind });
    await this.channel.queueBind({ queue, exchange });
    this.channel.on("basic.return", ({ messageId }) => this.returned.add(String(messageId)));
    await this.channel.confirmSelect();
  }

  /** There is one message on its way at a time, so that the confirm is its own; a refusal is an error of the client's. */
  async write(number: number): Promise<void> {
    const messageId = String(number);
    const properties = { durable: true, mandatory: true, messageId };
    await this.broker.basicPublish({ exchange: this.name, ...properties }, number);
    // A message that no queue took is confirmed as well. The client tells of it in a turn of its own.
    await setImmediate();
    assert.ok(!this.returned.has(messageId), `no queue took the message ${messageId}`);
  }

  /** A message leaves the queue only once its number is noted. */
  async read(found: Set<number>): Promise<void> {
    const queue = this.name;
    for (;;) {
      const message = await this.broker.basicGet({ queue, noAck: false });
      if (message === undefined) break;
      found.add(Number(message.body));
      this.broker.basicAck({ deliveryTag: message.deliveryTag });
    }
    const { messageCount } = await this.broker.queueDeclare({ queue, passive: true });
    assert.equal(messageCount, 0, "the broker gives no message out, but has some");
  }

  async remove(): Promise<void> {
    await this.broker.queueDelete({ queue: this.name });
    await this.broker.exchangeDelete({ exchange: this.name });
  }

  drop(): void {
    this.connection?.unsafeDestroy();
    this.channel = undefined;
  }

  private get broker(): Channel {
    assert.ok(this.channel !== undefined);
    return this.channel;
  }
}
