import { useLocation } from "wouter";
import type { NewEvent } from "./api.ts";
import { Field } from "./field.tsx";
import { Form, type Values } from "./form.tsx";
import { browserZone, instant, zoneName } from "./event-time.ts";
import { useLanguage } from "./language.tsx";
import { missing } from "./missing.ts";
import { Page } from "./page.tsx";
import type { FieldProblem } from "./problem.ts";
import { useServices } from "./services.tsx";
import { useStatus } from "./status.tsx";
import type { Text } from "./text/en.tsx";

export function NewEventPage() {
  const { api } = useServices();
  const { text, locale } = useLanguage();
  const [, navigate] = useLocation();
  const say = useStatus();

  async function send(values: Values, key: string) {
    const event = await api.createEvent(newEvent(values), key);
    navigate(`/events/${event.id}`);
    say(text.created(<bdi>{event.name}</bdi>));
  }

  return (
    <Page title={text.newEvent}>
      <Form check={check} send={send} action={text.createEvent} inDoubt={text.createInDoubt}>
        <Field name="name" label={text.name} />
        <Field name="description" label={text.description} multiline required={false} />
        <div className="pair">
          <Field name="start" label={text.start} type="datetime-local" />
          <Field name="end" label={text.end} type="datetime-local" />
        </div>
        <p className="hint">{text.timesIn(zoneName({ locale, timeZone: browserZone() }))}</p>
        <fieldset>
          <legend>{text.location}</legend>
          <Field name="location.name" label={text.place} />
          <Field name="location.address" label={text.address} />
          <Field name="location.country" label={text.country} autoComplete="country-name" />
          <Field
            name="location.halls"
            label={text.hallsField}
            required={false}
            hint={text.hallsHint}
          />
        </fieldset>
        <Field name="capacity" label={text.seatsField} type="number" inputMode="numeric" min={1} />
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
        .split(/[,，]/)
        .map((hall) => hall.trim())
        .filter((hall) => hall !== ""),
    },
    capacity: Number(values("capacity")),
  };
}

function check(values: Values, text: Text): FieldProblem[] {
  const names = ["name", "location.name", "location.address", "location.country"];
  const problems = missing(values, text, names);
  const { start, end, capacity } = newEvent(values);
  // An input of this type is also empty while only half of it is typed.
  if (start === "") problems.push({ field: "start", message: text.takesTime });
  if (end === "") problems.push({ field: "end", message: text.takesTime });
  if (start !== "" && end !== "" && end <= start) {
    problems.push({ field: "end", message: text.afterStart });
  }
  if (!Number.isInteger(capacity) || capacity < 1) {
    problems.push({ field: "capacity", message: text.takesWholeNumber });
  }
  return problems;
}
