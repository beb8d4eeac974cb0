import type { ReactNode } from "react";
import type { Event, NewEvent } from "./api.ts";
import { browserZone, instant, isZone, localTime, zoneOf } from "./event-time.ts";
import { Field } from "./field.tsx";
import type { Values } from "./form.tsx";
import { useLanguage } from "./language.tsx";
import { missing } from "./missing.ts";
import type { FieldProblem } from "./problem.ts";
import type { Text } from "./text/en.tsx";

/** What an owner may say anew of an event. */
export type EventDetails = Omit<NewEvent, "location">;

/** What the fields begin with, by their names. */
export type Beginning = Partial<Record<keyof EventDetails, string>>;

interface EventFieldsProps {
  beginning: Beginning;
  /** Fields before that of the seats. @default none */
  children?: ReactNode;
}

const zones = Intl.supportedValuesOf("timeZone");

/** The fields of an event that can be changed later. */
export function EventFields({ beginning, children }: EventFieldsProps) {
  const { text } = useLanguage();
  const field = (name: keyof EventDetails) => ({ name, defaultValue: beginning[name] });
  return (
    <>
      <Field {...field("name")} label={text.name} />
      <Field {...field("description")} label={text.description} multiline required={false} />
      <div className="pair">
        <Field {...field("start")} label={text.start} type="datetime-local" />
        <Field {...field("end")} label={text.end} type="datetime-local" />
      </div>
      <Field {...field("timeZone")} label={text.timeZone} hint={text.zoneHint} choices={zones} />
      {children}
      <Field
        {...field("capacity")}
        label={text.seatsField}
        type="number"
        inputMode="numeric"
        min={1}
      />
    </>
  );
}

/** @default for a new event: in the zone of the person, whose events mostly are there */
export function beginningOf(event?: Event): Beginning {
  if (!event) return { timeZone: browserZone() };
  const timeZone = zoneOf(event.timeZone);
  return {
    name: event.name,
    description: event.description,
    start: localTime(event.start, timeZone),
    end: localTime(event.end, timeZone),
    timeZone,
    capacity: String(event.capacity),
  };
}

/** What was typed; a time that is none is empty. */
export function detailsOf(values: Values): EventDetails {
  const timeZone = values("timeZone").trim();
  const time = (name: string) => instant(values(name), zoneOf(timeZone)) ?? "";
  return {
    name: values("name").trim(),
    description: values("description").trim(),
    start: time("start"),
    end: time("end"),
    timeZone,
    capacity: Number(values("capacity")),
  };
}

export function problemsOf(values: Values, text: Text): FieldProblem[] {
  const problems = missing(values, text, ["name", "timeZone"]);
  const { start, end, timeZone, capacity } = detailsOf(values);
  // An input of this type is also empty while only half of it is typed.
  if (start === "") problems.push({ field: "start", message: text.takesTime });
  if (end === "") problems.push({ field: "end", message: text.takesTime });
  if (start !== "" && end !== "" && end <= start) {
    problems.push({ field: "end", message: text.afterStart });
  }
  if (timeZone !== "" && !isZone(timeZone)) {
    problems.push({ field: "timeZone", message: text.takesZone });
  }
  if (!Number.isInteger(capacity) || capacity < 1) {
    problems.push({ field: "capacity", message: text.takesWholeNumber });
  }
  return problems;
}
