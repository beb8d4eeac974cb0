import { Link } from "wouter";
import { BookingCard } from "./booking-card.tsx";
import { List } from "./list.tsx";
import { Page } from "./page.tsx";
import { useServices } from "./services.tsx";

/** Milliseconds. */
const refresh = 15_000;

export function BookingsPage() {
  const { api } = useServices();
  const empty = (
    <>
      <p>You have no bookings.</p>
      <Link className="button" href="/">
        Find an event
      </Link>
    </>
  );
  return (
    <Page title="My bookings">
      <List
        what="bookings"
        read={(count, signal) => api.bookings(count, signal)}
        refresh={refresh}
        empty={empty}
      >
        {(booking, reload) => <BookingCard booking={booking} onCancelled={reload} />}
      </List>
    </Page>
  );
}
