import { Link } from "wouter";
import { BookingForm } from "./booking-form.tsx";
import { EventFacts } from "./event-facts.tsx";
import { Loaded } from "./loaded.tsx";
import { loginPath } from "./login-path.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { Page } from "./page.tsx";
import { SeatsLeft } from "./seats-left.tsx";
import { useServices, useSession } from "./services.tsx";
import { useResource } from "./use-resource.ts";

interface EventPageProps {
  id: string;
}

/** Milliseconds. */
const refresh = 5_000;

export function EventPage({ id }: EventPageProps) {
  const { api } = useServices();
  const { login } = useSession();
  const resource = useResource(id, (signal) => api.event(id, signal), refresh);
  const { status } = resource.problem ?? {};
  if (status === 404 || status === 400) return <NotFoundPage />;

  return (
    <Page title={resource.value?.name ?? "Event"}>
      <Loaded what="event" resource={resource}>
        {(event) => (
          <>
            {event.description !== "" && (
              <p className="description" dir="auto">
                {event.description}
              </p>
            )}
            <EventFacts event={event} />
            <SeatsLeft event={event} />
            {login ? (
              <BookingForm event={event} onChange={resource.reload} />
            ) : (
              <p>
                <Link className="button" href={loginPath(`/events/${id}`)}>
                  Log in to book
                </Link>
              </p>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}
