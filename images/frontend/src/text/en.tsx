import type { ReactNode } from "react";
import { sentence } from "../sentence.ts";

const count = (number: number, one: string, many: string) =>
  `${number} ${number === 1 ? one : many}`;
const seats = (number: number) => count(number, "seat", "seats");

/** What the site says, in English. */
export const en = {
  skip: "Skip to the content",
  pages: "Pages",
  events: "Events",
  myBookings: "My bookings",
  newEvent: "New event",
  logIn: "Log in",
  logOut: "Log out",
  register: "Register",
  loggedOut: "You are logged out.",
  close: "Close",
  tryAgain: "Try again",
  oneMoment: "One moment …",
  optional: "(optional)",
  loading: {
    event: "Loading the event …",
    events: "Loading events …",
    bookings: "Loading bookings …",
  },
  fromBefore: "What you see is from before.",
  triesAgain: "This page tries again by itself.",

  noPage: "Nothing here",
  noPageText: "There is no page at this address.",
  allEvents: "See all events",
  brokenPage: "This page does not work",
  brokenPageText: "Something in the site itself failed. It is not your doing.",
  loadAgain: "Load the page again",
  siteUnreachable: "This site cannot be reached at the moment.",

  search: "Search",
  searchHint: "Name, place or description",
  from: "From",
  until: "Until",
  showAll: "Show all events",
  lists: "Which events",
  list: { upcoming: "Upcoming events", past: "Past events" },
  noEvents: { upcoming: "There are no events yet.", past: "No event has begun yet." },
  createFirst: "Create the first one",
  noMatch: "No event matches.",
  more: { events: "Show more events", bookings: "Show more bookings" },
  searchFurther: "Search further",
  found: (found: number, read: number, isAll: boolean) =>
    isAll
      ? `${found} of ${count(read, "event", "events")}`
      : `${found} among the first ${count(read, "event", "events")}`,

  event: "Event",
  when: "When",
  yourTime: "Your time",
  where: "Where",
  halls: (number: number): string => (number === 1 ? "Hall" : "Halls"),
  past: "Past",
  isPast: "This event is over.",
  isCancelled: "This event is cancelled.",
  eventCancelled: "Cancelled",
  calendarFile: "Save to calendar",
  soldOut: "Sold out",
  seats,
  left: (left: number) => `${seats(left)} left`,
  ofCapacity: (capacity: number) => `of ${capacity}`,

  book: "Book",
  numberOfSeats: "Number of seats",
  logInToBook: "Log in to book",
  noSeat: "There is no seat left. When somebody cancels, one can be booked here.",
  seeMyBookings: "See my bookings",
  bookInDoubt: "It may be booked already. Try again: nothing is booked twice.",
  booked: (number: number, name: ReactNode): ReactNode => (
    <>
      {seats(number)} booked for {name}.
    </>
  ),
  noBookings: "You have no bookings.",
  findEvent: "Find an event",
  cancelBooking: "Cancel the booking",
  cancelQuestion: "Cancel this booking?",
  yesCancel: "Yes, cancel it",
  noKeep: "No, keep it",
  seatsCancelled: (number: number) => `${seats(number)}, cancelled`,
  cancelled: (number: number, name: ReactNode): ReactNode => (
    <>
      The booking of {seats(number)} for {name} is cancelled.
    </>
  ),

  name: "Name",
  description: "Description",
  start: "Start",
  end: "End",
  timeZone: "Time zone",
  zoneHint: "Start and end are by the clocks there. One is written such as Europe/Vienna.",
  location: "Location",
  place: "Place",
  address: "Address",
  country: "Country",
  hallsField: "Halls",
  hallsHint: "Several are separated by commas.",
  seatsField: "Seats",
  createEvent: "Create the event",
  createInDoubt: "It may be created already. Try again: nothing is created twice.",
  created: (name: ReactNode): ReactNode => <>{name} is created.</>,
  editEvent: "Change the event",
  saveEvent: "Save the changes",
  changeInDoubt: "It may be changed already. Try again: it comes to the same.",
  changed: (name: ReactNode): ReactNode => <>{name} is changed.</>,
  notYours: "This event is somebody else’s: only its owner can change it.",
  backToEvent: "Back to the event",
  cancelEvent: "Cancel the event",
  cancelEventQuestion: "Cancel this event, for good and for all who have booked?",
  eventIsCancelled: (name: ReactNode): ReactNode => <>{name} is cancelled.</>,

  email: "E-mail address",
  password: "Password",
  passwordHint: "8 to 128 characters",
  usernameHint: "3 to 32 letters, digits, dots, hyphens or underscores. Others see it.",
  noAccount: "No account yet?",
  alreadyRegistered: "Already registered?",
  welcome: "Welcome! Your account is ready.",
  accountReady: "Your account is ready. Log in to go on.",
  registerInDoubt: "Try to log in before you register again.",
  sessionOver: "Your session is over",
  sessionOverText: "Log in again to go on. What you typed is still there.",
  logInAs: (name: ReactNode): ReactNode => <>Log in as {name}</>,

  // What is wrong with a field, which follows its label.
  required: "is required",
  takesTime: "takes a date and a time",
  takesZone: "takes a time zone, such as Europe/Vienna",
  afterStart: "must be after the start",
  takesWholeNumber: "takes a whole number of at least 1",
  passwordTooShort: "is too short: it takes at least 8 characters",
  fieldProblem: (label: string, problem: string) =>
    sentence(/^(is|must|takes|has|can) /.test(problem) ? `${label} ${problem}` : problem),

  notRightYet: "Some of this is not right yet.",
  offline: "You are offline.",
  noAnswerInTime: "No answer came in time.",
  unreachable: "The service cannot be reached.",
  unavailable: "The service is not available at the moment.",
  broken: (requestId: string | undefined) =>
    `Something went wrong on our side.${requestId === undefined ? "" : ` Its number is ${requestId}.`}`,
  tooLarge: "That is more than the service takes.",
  notYetBookable: "This event cannot be booked yet.",
  logInFirst: "Log in first.",
  youAreLoggedOut: "You are logged out.",
  /** What a service answers, by its code or in its own words. */
  told: (_code: string, message: string) => sentence(message),
  /** When to try again. @param seconds Nothing where that is never or unknown. */
  later: (seconds: number | undefined) => {
    if (seconds === undefined) return "";
    if (seconds === 0) return "Try again now.";
    if (seconds < 90) return `Try again in ${count(seconds, "second", "seconds")}.`;
    return `Try again in ${Math.ceil(seconds / 60)} minutes.`;
  },
};

export type Text = typeof en;
