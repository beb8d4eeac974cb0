import { createContext, useContext, useSyncExternalStore } from "react";
import type { Api } from "./api.ts";
import type { PendingSeats } from "./pending-seats.ts";
import type { Session } from "./session.ts";

export interface Services {
  api: Api;
  session: Session;
  pendingSeats: PendingSeats;
}

export const ServicesContext = createContext<Services | undefined>(undefined);

/** What the pages work with. */
export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error("there is no ServicesContext around this component");
  return services;
}

/** Who is logged in, and whether that is over. */
export function useSession(): Session["state"] {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, () => session.state);
}
