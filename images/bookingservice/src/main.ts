import { run } from "@slipway/service-kit";
import { bookingService } from "./booking-service.ts";

void run(bookingService);
