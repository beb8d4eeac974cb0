import { run } from "@slipway/service-kit";
import { userService } from "./user-service.ts";

void run(userService);
