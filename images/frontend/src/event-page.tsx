import { Link } from "wouter";
import { BookingForm } from "./booking-form.tsx";
import { CalendarButton } from "./calendar-button.tsx";
import { DateBlock } from "./date-block.tsx";
import { EventPattern } from "./event-pattern.tsx";
import { useLanguage } from "./language.tsx";
import { EventFacts } from "./event-facts.tsx";
import { Loaded } from "./loaded.tsx";
import { loginPath } from "./login-path.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { isOwner, OwnerActions } from "./owner-actions.tsx";
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
  const { text } = useLanguage();
  const { login } = useSession();
  const resource = useResource(id, (signal) => api.event(id, signal), refresh);
  const { status } = resource.problem ?? {};
  if (status === 404 || status === 400) return <NotFoundPage />;

  return (
    <Page title={resource.value?.name ?? text.event}>
      <Loaded what="event" resource={resource}>
        {(event) => (
          <div className="event">
            <EventPattern id={event.id} />
            <DateBlock instant={event.start} timeZone={event.timeZone} />
            <div className="about">
              {event.description !== "" && (
                <p className="description" dir="auto">
                  {event.description}
                </p>
              )}
              <EventFacts event={event} />
              <p>
                <CalendarButton event={event} />
              </p>
            </div>
            <div className="aside">
              <SeatsLeft event={event} />
              {event.status === "cancelled" ? (
                <p>{text.isCancelled}</p>
              ) : Date.parse(event.end) <= Date.now() ? (
                <p>{text.isPast}</p>
              ) : login ? (
                <BookingForm event={event} onChange={resource.reload} />
              ) : (
                <p>
                  <Link className="button" href={loginPath(`/events/${id}`)}>
                    {text.logInToBook}
                  </Link>
                </p>
              )}
              {isOwner(event, login) && event.status === "scheduled" && (
                <OwnerActions event={event} onCancelled={resource.reload} />
              )}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
