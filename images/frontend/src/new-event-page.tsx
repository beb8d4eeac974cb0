import { useLocation } from "wouter";
import type { NewEvent } from "./api.ts";
import { beginningOf, detailsOf, EventFields, problemsOf } from "./event-fields.tsx";
import { Field } from "./field.tsx";
import { Form, type Values } from "./form.tsx";
import { useLanguage } from "./language.tsx";
import { missing } from "./missing.ts";
import { Page } from "./page.tsx";
import type { FieldProblem } from "./problem.ts";
import { useServices } from "./services.tsx";
import { useStatus } from "./status.tsx";
import type { Text } from "./text/en.tsx";

export function NewEventPage() {
  const { api } = useServices();
  const { text } = useLanguage();
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
        <EventFields beginning={beginningOf()}>
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
        </EventFields>
      </Form>
    </Page>
  );
}

function newEvent(values: Values): NewEvent {
  const text = (name: string) => values(name).trim();
  return {
    ...detailsOf(values),
    location: {
      name: text("location.name"),
      address: text("location.address"),
      country: text("location.country"),
      halls: values("location.halls")
        .split(/[,，]/)
        .map((hall) => hall.trim())
        .filter((hall) => hall !== ""),
    },
  };
}

function check(values: Values, text: Text): FieldProblem[] {
  const place = ["location.name", "location.address", "location.country"];
  return [...problemsOf(values, text), ...missing(values, text, place)];
}
