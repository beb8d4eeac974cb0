import { run } from "@slipway/service-kit";
import { eventService } from "./event-service.ts";

void run(eventService);
