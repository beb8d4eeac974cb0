import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import openapiTypescript, { astToString, type OpenAPI3 } from "openapi-typescript";
import { format } from "prettier";
import { bookingService } from "../../bookingservice/src/booking-service.ts";
import { eventService } from "../../eventservice/src/event-service.ts";
import {
  createApp,
  createLogger,
  readEnvironment,
  type Service,
  type TObject,
} from "../../service-kit/src/index.ts";
import { userService } from "../../user-service/src/user-service.ts";

const file = path.join(path.dirname(import.meta.dirname), "src", "api-types.ts");

const heading = `// The types of the services' HTTP interface, made from their schemas by \`npm run api-types\`.
// Not to be edited: a test compares it with what the services say.
`;

/** Addresses that nothing is connected to: the services only say what they would serve. */
const variables = {
  MONGO_URL: "mongodb://localhost/none",
  AMQP_BROKER_URL: "amqp://localhost/none",
  USER_URL: "http://localhost",
  MYSQL_HOST: "localhost",
  MYSQL_PORT: "3306",
  MYSQL_DATABASE: "none",
  MYSQL_USER: "none",
  MYSQL_PASSWORD: "none",
  REDIS_HOST: "localhost",
  REDIS_PORT: "6379",
  REDIS_USERNAME: "none",
  REDIS_PASSWORD: "none",
  REDIS_PREFIX: "none:",
};

/** What src/api-types.ts has to be. */
export async function apiTypes(): Promise<string> {
  const log = createLogger("fatal");
  const made = <Environment extends TObject>({
    title,
    environment,
    create,
  }: Service<Environment>) => ({
    title,
    ...create(readEnvironment(environment, variables), log),
  });
  const services = [made(eventService), made(bookingService), made(userService)];
  const paths: OpenAPI3["paths"] = {};
  for (const service of services) {
    const app = await createApp({ ...service, log });
    await app.ready();
    const document = app.swagger() as unknown as OpenAPI3;
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      const isForOperations = JSON.stringify(item).includes('"tags":["operations"]');
      if (!isForOperations) paths[path] = item;
    }
    await app.close();
  }
  const info = { title: "MyEvents", version: "1" };
  const types = await openapiTypescript({ openapi: "3.1.0", info, paths });
  return format(heading + astToString(types), { parser: "typescript", printWidth: 100 });
}

/** What it is. */
export function writtenApiTypes(): string {
  return readFileSync(file, "utf8");
}

if (process.argv[1] === import.meta.filename) writeFileSync(file, await apiTypes());
