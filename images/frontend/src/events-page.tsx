import { Link } from "wouter";
import { EventFacts } from "./event-facts.tsx";
import { List } from "./list.tsx";
import { Page } from "./page.tsx";
import { SeatsLeft } from "./seats-left.tsx";
import { useServices } from "./services.tsx";

/** Milliseconds. */
const refresh = 10_000;

export function EventsPage() {
  const { api } = useServices();
  const empty = (
    <>
      <p>There are no events yet.</p>
      <Link className="button" href="/events/new">
        Create the first one
      </Link>
    </>
  );
  return (
    <Page title="Events">
      <List
        what="events"
        read={(count, signal) => api.events(count, signal)}
        refresh={refresh}
        empty={empty}
      >
        {(event) => (
          <>
            <h2>
              <Link href={`/events/${event.id}`}>
                <bdi>{event.name}</bdi>
              </Link>
            </h2>
            <EventFacts event={event} />
            <SeatsLeft event={event} />
          </>
        )}
      </List>
    </Page>
  );
}
