import { createServer } from "node:http";
import type { Server } from "node:net";
import { MysqlDouble } from "../../user-service/test/doubles/mysql-double.ts";
import { RedisDouble } from "../../user-service/test/doubles/redis-double.ts";

// The stores of the user service, on the ports that it is told: of what is cached, Redis is asked alone.
const { MYSQL_PORT, REDIS_PORT, LISTEN_URL = "" } = process.env;
const redis = new RedisDouble();
// It keeps what it was asked, for tests.
setInterval(() => redis.commands.splice(0), 100);
const listen = (server: Server, port: string | undefined) =>
  server.listen(Number(port), "127.0.0.1");
listen(new MysqlDouble().server, MYSQL_PORT);
listen(redis.server, REDIS_PORT);
// Answers whoever asks whether it is there.
const [, port] = LISTEN_URL.split(":");
listen(
  createServer((_request, response) => response.end()),
  port,
);
