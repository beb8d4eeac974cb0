import { Link } from "wouter";
import type { Event } from "./api.ts";
import { Field } from "./field.tsx";
import { Form, type Values } from "./form.tsx";
import { useLanguage } from "./language.tsx";
import type { FieldProblem } from "./problem.ts";
import { useServices } from "./services.tsx";
import { useStatus } from "./status.tsx";
import type { Text } from "./text/en.tsx";

interface BookingFormProps {
  event: Event;
  /** After every try, since another count of free seats is likely. */
  onChange: () => void;
}

export function BookingForm({ event, onChange }: BookingFormProps) {
  const { api, pendingSeats } = useServices();
  const { text } = useLanguage();
  const say = useStatus();
  const left = pendingSeats.seatsLeft(event.id, event.seatsLeft);

  async function send(values: Values, key: string) {
    const count = Number(values("seats"));
    try {
      await api.book(event.id, count, key);
      pendingSeats.expect(event.id, left, count);
      say(text.booked(count, <bdi>{event.name}</bdi>));
    } finally {
      onChange();
    }
  }

  return (
    <section className="book" aria-labelledby="book">
      <h2 id="book">{text.book}</h2>
      {left > 0 ? (
        <Form
          check={check}
          send={send}
          action={text.book}
          className="row"
          inDoubt={text.bookInDoubt}
        >
          <Field
            name="seats"
            label={text.numberOfSeats}
            type="number"
            inputMode="numeric"
            min={1}
            max={left}
            defaultValue={1}
          />
        </Form>
      ) : (
        <p>{text.noSeat}</p>
      )}
      <p>
        <Link href="/bookings">{text.seeMyBookings}</Link>
      </p>
    </section>
  );
}

function check(values: Values, text: Text): FieldProblem[] {
  const count = Number(values("seats"));
  if (Number.isInteger(count) && count >= 1) return [];
  return [{ field: "seats", message: text.takesWholeNumber }];
}
