import { run } from "@slipway/service-kit";
import { resetPassword } from "./reset-password.ts";
import { userService } from "./user-service.ts";

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  void run(userService);
} else if (command === "reset-password") {
  void resetPassword(args, process.env).then((code) => process.exit(code));
} else {
  console.error(`The command is "${command}"; it takes reset-password EMAIL, or none to serve`);
  process.exit(2);
}
