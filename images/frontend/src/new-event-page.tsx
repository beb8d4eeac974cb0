import { useLocation } from "wouter";
import type { NewEvent } from "./api.ts";
import { Field } from "./field.tsx";
import { Form, type Values } from "./form.tsx";
import { instant, timeZoneName } from "./local-time.ts";
import { missing } from "./missing.ts";
import { Page } from "./page.tsx";
import type { FieldProblem } from "./problem.ts";
import { useServices } from "./services.tsx";
import { useStatus } from "./status.tsx";

export function NewEventPage() {
  const { api } = useServices();
  const [, navigate] = useLocation();
  const say = useStatus();

  async function send(values: Values, key: string) {
    const event = await api.createEvent(newEvent(values), key);
    navigate(`/events/${event.id}`);
    say(
      <>
        <bdi>{event.name}</bdi> is created.
      </>,
    );
  }

  return (
    <Page title="New event">
      <Form
        check={check}
        send={send}
        action="Create the event"
        inDoubt="See whether it is among the events before you try again."
      >
        <Field name="name" label="Name" />
        <Field name="description" label="Description" multiline required={false} />
        <div className="pair">
          <Field name="start" label="Start" type="datetime-local" />
          <Field name="end" label="End" type="datetime-local" />
        </div>
        <p className="hint">Times are in {timeZoneName()}.</p>
        <fieldset>
          <legend>Location</legend>
          <Field name="location.name" label="Place" />
          <Field name="location.address" label="Address" />
          <Field name="location.country" label="Country" autoComplete="country-name" />
          <Field
            name="location.halls"
            label="Halls"
            required={false}
            hint="Several are separated by commas."
          />
        </fieldset>
        <Field name="capacity" label="Seats" type="number" inputMode="numeric" min={1} />
      </Form>
    </Page>
  );
}

function newEvent(values: Values): NewEvent {
  const text = (name: string) => values(name).trim();
  return {
    name: text("name"),
    description: text("description"),
    start: instant(values("start")) ?? "",
    end: instant(values("end")) ?? "",
    location: {
      name: text("location.name"),
      address: text("location.address"),
      country: text("location.country"),
      halls: values("location.halls")
        .split(",")
        .map((hall) => hall.trim())
        .filter((hall) => hall !== ""),
    },
    capacity: Number(values("capacity")),
  };
}

function check(values: Values): FieldProblem[] {
  const names = ["name", "location.name", "location.address", "location.country"];
  const problems = missing(values, names);
  const { start, end, capacity } = newEvent(values);
  // An input of this type is also empty while only half of it is typed.
  if (start === "") problems.push({ field: "start", message: "takes a date and a time" });
  if (end === "") problems.push({ field: "end", message: "takes a date and a time" });
  if (start !== "" && end !== "" && end <= start) {
    problems.push({ field: "end", message: "must be after the start" });
  }
  if (!Number.isInteger(capacity) || capacity < 1) {
    problems.push({ field: "capacity", message: "takes a whole number of at least 1" });
  }
  return problems;
}
