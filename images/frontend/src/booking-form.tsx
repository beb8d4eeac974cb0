import { Link } from "wouter";
import type { Event } from "./api.ts";
import { Field } from "./field.tsx";
import { Form, type Values } from "./form.tsx";
import type { FieldProblem } from "./problem.ts";
import { seats } from "./seats.ts";
import { useServices } from "./services.tsx";
import { useStatus } from "./status.tsx";

interface BookingFormProps {
  event: Event;
  /** After every try, since another count of free seats is likely. */
  onChange: () => void;
}

export function BookingForm({ event, onChange }: BookingFormProps) {
  const { api, pendingSeats } = useServices();
  const say = useStatus();
  const left = pendingSeats.seatsLeft(event.id, event.seatsLeft);

  async function send(values: Values, key: string) {
    const count = Number(values("seats"));
    try {
      await api.book(event.id, count, key);
      pendingSeats.expect(event.id, left, count);
      say(
        <>
          {seats(count)} booked for <bdi>{event.name}</bdi>.
        </>,
      );
    } finally {
      onChange();
    }
  }

  return (
    <section className="book" aria-labelledby="book">
      <h2 id="book">Book</h2>
      {left > 0 ? (
        <Form
          check={check}
          send={send}
          action="Book"
          className="row"
          inDoubt="See whether it is among your bookings before you try again."
        >
          <Field
            name="seats"
            label="Number of seats"
            type="number"
            inputMode="numeric"
            min={1}
            max={left}
            defaultValue={1}
          />
        </Form>
      ) : (
        <p>There is no seat left. When somebody cancels, one can be booked here.</p>
      )}
      <p>
        <Link href="/bookings">See my bookings</Link>
      </p>
    </section>
  );
}

function check(values: Values): FieldProblem[] {
  const count = Number(values("seats"));
  if (Number.isInteger(count) && count >= 1) return [];
  return [{ field: "seats", message: "takes a whole number of at least 1" }];
}
