import { Type, type Static, type TObject } from "typebox";
import type { Registry } from "prom-client";
import type { App } from "./app.ts";
import { createApp } from "./create-app.ts";
import type { Dependency } from "./dependency.ts";
import { Drain } from "./drain.ts";
import { EnvironmentError, readEnvironment } from "./environment.ts";
import { listenAddress } from "./listen-address.ts";
import { createLogger, logLevels, type Logger } from "./logger.ts";
import type { Login } from "./login.ts";

/** What makes a service, besides what all of them share. */
export interface Service<Environment extends TObject> {
  title: string;
  /** The variables that it takes besides the shared ones. */
  environment: Environment;
  create: (environment: Static<Environment>, log: Logger) => ServiceParts;
}

interface ServiceParts {
  dependencies: readonly Dependency[];
  /** @default nobody can log in: all routes have to be public */
  login?: Login;
  routes: (app: App, metrics: Registry) => void;
}

const SharedEnvironment = Type.Object({
  LISTEN_URL: Type.String({
    pattern: "^.+:\\d{1,5}$",
    description: "the host and port to listen on, such as [::]:8080",
  }),
  CORS_ORIGIN: Type.Optional(
    Type.String({
      pattern: "^https?://[^/\\s]+$",
      description: "the origin of the site whose pages may call, such as https://www.example.com",
    }),
  ),
  TRUSTED_PROXIES: Type.Integer({
    minimum: 0,
    maximum: 10,
    // The gateway.
    default: 1,
    description:
      "how many proxies in front of the service add to X-Forwarded-For, from 0 to 10: the client's " +
      "address is the one that the first of them has seen, or with 0 the connection's",
  }),
  LOG_LEVEL: Type.Enum([...logLevels], {
    default: "info",
    description: `one of ${logLevels.join(", ")}`,
  }),
});

/**
 * Runs a service until SIGTERM. It listens at once, whether or not its dependencies are there, and
 * reaches for them meanwhile. A wrong environment ends the process with 1 and every mistake named.
 */
export async function run<Environment extends TObject>(
  service: Service<Environment>,
): Promise<void> {
  try {
    await start(service);
  } catch (error) {
    const detail = error instanceof EnvironmentError ? {} : { err: error };
    createLogger("info")
      .child({ service: service.title })
      .fatal(detail, error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

async function start<Environment extends TObject>(service: Service<Environment>): Promise<void> {
  const all = Type.Object({ ...SharedEnvironment.properties, ...service.environment.properties });
  const environment = readEnvironment(all, process.env);
  const { LISTEN_URL, CORS_ORIGIN, LOG_LEVEL, TRUSTED_PROXIES } = environment as Static<
    typeof SharedEnvironment
  >;

  const log = createLogger(LOG_LEVEL).child({ service: service.title });
  const drain = new Drain();
  const { dependencies, login, routes } = service.create(environment as Static<Environment>, log);
  const app = await createApp({
    title: service.title,
    dependencies,
    routes,
    log,
    login,
    corsOrigin: CORS_ORIGIN,
    trustedProxies: TRUSTED_PROXIES,
    drain,
  });

  const stop = () => Promise.all(dependencies.map((dependency) => dependency.stop()));
  drain.onSignal(app, stop, log);
  for (const dependency of dependencies) dependency.start();

  await app.listen(await listenAddress(LISTEN_URL));
}
