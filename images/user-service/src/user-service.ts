import { Type, type Service } from "@slipway/service-kit";
import { loginOf } from "./authorization.ts";
import { createLimits, LimitVariables } from "./limits.ts";
import { PasswordCheck } from "./password-check.ts";
import { PasswordResets } from "./password-resets.ts";
import { Passwords } from "./passwords.ts";
import { Profiles } from "./profiles.ts";
import { addRoutes } from "./routes.ts";
import { Sessions, SessionVariables } from "./sessions.ts";
import { createStores, StoreVariables } from "./stores.ts";
import { Users } from "./users.ts";

const Environment = Type.Object({ ...StoreVariables, ...LimitVariables, ...SessionVariables });

/** Registers people, logs them in and tells who they are: users in MySQL, the rest in Redis. */
export const userService: Service<typeof Environment> = {
  title: "user-service",
  environment: Environment,
  create(environment, log) {
    const { mysql, redis, mysqlDependency, redisDependency } = createStores(environment, log);
    const users = new Users(mysqlDependency, mysql);
    const profiles = new Profiles(redisDependency, redis, users, log);
    const sessions = new Sessions(redisDependency, redis, environment.SESSIONS_PER_ACCOUNT);
    const limits = createLimits(redisDependency, redis, environment);
    const passwords = new Passwords();
    const passwordCheck = new PasswordCheck(users, passwords, limits);
    const passwordResets = new PasswordResets(redisDependency, redis);
    const parts = { users, profiles, sessions, limits, passwords, passwordCheck, passwordResets };
    return {
      dependencies: [mysqlDependency, redisDependency],
      login: loginOf(sessions),
      routes: (app, registry) => addRoutes(app, parts, registry),
    };
  },
};
