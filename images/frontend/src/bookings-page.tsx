import { Link } from "wouter";
import { BookingCard } from "./booking-card.tsx";
import { useLanguage } from "./language.tsx";
import { List } from "./list.tsx";
import { Page } from "./page.tsx";
import { useServices } from "./services.tsx";

const pageLength = 20;

/** Milliseconds. */
const refresh = 15_000;

export function BookingsPage() {
  const { api } = useServices();
  const { text } = useLanguage();
  const empty = (
    <>
      <p>{text.noBookings}</p>
      <Link className="button" href="/">
        {text.findEvent}
      </Link>
    </>
  );
  return (
    <Page title={text.myBookings}>
      <List
        what="bookings"
        read={(steps, signal) => api.bookings(steps * pageLength, signal)}
        refresh={refresh}
        empty={empty}
      >
        {(booking, reload) => <BookingCard booking={booking} onCancelled={reload} />}
      </List>
    </Page>
  );
}
