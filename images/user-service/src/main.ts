import { createLogger, run } from "@slipway/service-kit";
import { bringUpToDate } from "./migrate.ts";
import { resetPassword } from "./reset-password.ts";
import { userService } from "./user-service.ts";

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  void run(userService);
} else if (command === "migrate") {
  // As a container's first process, it would not end by the signal alone.
  process.once("SIGTERM", () => process.exit(143));
  const log = createLogger("info").child({ service: userService.title });
  bringUpToDate(process.env, log).catch((error: unknown) => {
    log.fatal(error instanceof Error ? error.message : String(error));
    process.exit(1);
  });
} else if (command === "reset-password") {
  void resetPassword(args, process.env).then((code) => process.exit(code));
} else {
  console.error(
    `The command is "${command}"; it takes migrate, reset-password EMAIL, or none to serve`,
  );
  process.exit(2);
}
