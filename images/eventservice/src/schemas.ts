import { Page, PageQuery, Type, uuid } from "@slipway/service-kit";

/** One line of text without control characters. */
function line(maxLength: number) {
  return Type.String({
    minLength: 1,
    maxLength,
    pattern: "^(?=.*\\S)[^\\p{Cc}\\p{Cs}]*$",
    description: `1 to ${maxLength} characters, not only blanks, without control characters`,
  });
}

const Time = Type.String({
  maxLength: 35,
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)$",
  description: "a date and time with its offset, such as 2027-05-01T19:30:00Z",
  examples: ["2027-05-01T19:30:00Z"],
});

const strict = { additionalProperties: false };

const Location = Type.Object(
  {
    name: line(100),
    address: line(200),
    country: line(60),
    halls: Type.Array(line(60), {
      maxItems: 50,
      description: "the names of at most 50 halls",
      default: [],
    }),
  },
  { ...strict, description: "an object with name, address, country and halls" },
);

const changeable = {
  name: line(100),
  description: Type.String({
    maxLength: 2_000,
    pattern: "^([^\\p{Cc}\\p{Cs}]|[\\n\\r\\t])*$",
    description: "at most 2000 characters, without control characters but line breaks and tabs",
  }),
  start: Time,
  end: Time,
  timeZone: Type.String({
    maxLength: 64,
    pattern: "^[A-Za-z][A-Za-z0-9_+/-]*$",
    description: "the IANA name of the time zone of its place, such as Europe/Amsterdam",
    examples: ["Europe/Amsterdam"],
  }),
  capacity: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    description: "the number of seats, from 1 to 100000",
  }),
};

export const NewEvent = Type.Object({ ...changeable, location: Location }, strict);

export const EventChange = Type.Partial(Type.Object(changeable), {
  ...strict,
  minProperties: 1,
  description: `an object with at least one of ${Object.keys(changeable).join(", ")}`,
});

export const Event = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  start: Type.String({ description: "in UTC" }),
  end: Type.String({ description: "in UTC" }),
  timeZone: Type.String({ description: "the IANA name of the time zone of its place" }),
  location: Type.Object({
    name: Type.String(),
    address: Type.String(),
    country: Type.String(),
    halls: Type.Array(Type.String()),
  }),
  capacity: Type.Integer(),
  createdBy: Type.Optional(
    Type.String({ description: "the id of the person whose event it is, if it is anybody's" }),
  ),
  status: Type.Enum(["scheduled", "cancelled"]),
  seatsLeft: Type.Integer({ description: "as far as bookings have been told of" }),
});

export const EventPath = Type.Object({
  id: uuid("an event's id, a UUID in lower case"),
});

export const EventPage = Page(Event);

/** As `cursorOf` writes it. */
const cursorPattern = "^\\d{1,15}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

export const EventQuery = Type.Object(
  {
    ...PageQuery.properties,
    cursor: Type.Optional(
      Type.String({ pattern: cursorPattern, description: "`next` of the page before" }),
    ),
    when: Type.Enum(["upcoming", "past"], {
      default: "upcoming",
      description:
        "upcoming, those that have not begun, soonest first; or past, the others, latest first",
    }),
  },
  { additionalProperties: false },
);
