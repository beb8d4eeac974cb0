export { Type, type Static } from "typebox";
export { createApp, type App } from "./app.ts";
export { Dependency, type Link } from "./dependency.ts";
export { errors, Failure } from "./failure.ts";
export { createLogger, type Logger } from "./logger.ts";
export { Page, pageOf, PageQuery } from "./page.ts";
export { run, type Service } from "./run.ts";
export { tlsCaVariable, tlsOf, tlsVariable, type Tls } from "./tls.ts";
export { uuid } from "./uuid.ts";
