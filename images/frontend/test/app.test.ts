import assert from "node:assert/strict";
import type { Screen } from "@testing-library/dom";
import type { UserEvent } from "@testing-library/user-event";
import { Browser } from "./browser.ts";
import { failure, FakeApi } from "./fake-api.ts";

describe("the pages", () => {
  let browser: Browser;
  let api: FakeApi;
  let screen: Screen;
  let person: UserEvent;
  let waitFor: typeof import("@testing-library/dom").waitFor;

  before(async () => {
    browser = await Browser.start();
    // They look for the document on loading.
    const dom = await import("@testing-library/dom");
    ({ waitFor } = dom);
    // Computing the style of every ancestor takes most of the time, and nothing here is hidden by style.
    dom.configure({ defaultHidden: true, asyncUtilTimeout: 15_000 });
    screen = dom.within(document.body) as Screen;
    person = (await import("@testing-library/user-event")).userEvent.setup({ delay: null });
  });

  after(() => browser.stop());

  beforeEach(async () => {
    api = new FakeApi();
    await api.start();
    browser.forget();
  });

  afterEach(() => api.stop());

  const open = (address: string) => browser.open(address, api.url);
  const click = async (role: "button" | "link", name: string | RegExp) =>
    person.click(await screen.findByRole(role, { name }));
  const type = async (label: string | RegExp, text: string) => {
    const field = await screen.findByLabelText(label);
    await person.clear(field);
    await person.click(field);
    await person.paste(text);
  };
  const problemOf = (label: string) => {
    const field = screen.getByLabelText(label);
    assert.equal(field.getAttribute("aria-invalid"), "true");
    const ids = field.getAttribute("aria-describedby")?.split(" ") ?? [];
    return document.getElementById(ids.at(-1) ?? "")?.textContent;
  };
  /** An element whose text is this, whatever stands around parts of it. */
  const see = (text: string) =>
    screen.findByText((_, element) => {
      const says = (one: Element | null) => one?.textContent?.trim() === text;
      return says(element) && ![...(element?.children ?? [])].some(says);
    });
  const alert = async () => (await screen.findByRole("alert")).textContent ?? "";

  async function logIn(address = "/") {
    const { email, password } = api.addPerson("ada");
    open(`/login?next=${encodeURIComponent(address)}`);
    await type("E-mail address", email);
    await type("Password", password);
    await click("button", "Log in");
    await screen.findByText("ada");
  }

  it("registers, logs in and stays logged in after a reload", async () => {
    open("/");
    await click("link", "Register");
    await type("Name", "ada");
    await type("E-mail address", "ada@example.com");
    await type("Password", "correct horse");
    await click("button", "Register");
    await screen.findByText("Welcome! Your account is ready.");
    open("/");
    await screen.findByText("ada");
    await click("button", "Log out");
    await screen.findByRole("link", { name: "Log in" });
    open("/");
    await screen.findByRole("link", { name: "Log in" });
    await waitFor(() => assert.equal(api.asked.filter(({ path }) => path === "/logout").length, 1));
  });

  it("says beside each field what is wrong, and keeps what was typed", async () => {
    api.addPerson("ada");
    open("/register");
    await click("button", "Register");
    assert.equal(problemOf("Name"), "Name is required.");
    assert.equal(document.activeElement, screen.getByLabelText("Name"));
    assert.deepEqual(api.asked, []);

    await type("Name", "ada");
    await type("E-mail address", "new@example.com");
    await type("Password", "correct horse");
    await click("button", "Register");
    await screen.findByText("Name is already taken.");
    assert.equal(problemOf("Name"), "Name is already taken.");
    assert.equal(screen.getByLabelText<HTMLInputElement>("Password").value, "correct horse");
  });

  it("says that the credentials are wrong without saying which", async () => {
    open("/login");
    await type("E-mail address", "nobody@example.com");
    await type("Password", "wrong");
    await click("button", "Log in");
    assert.match(await alert(), /^The e-mail address or the password is wrong\.$/);
  });

  it("says how long a locked account is locked", async () => {
    const locked = failure(429, "too_many_failures", "too many failed logins on this account");
    api.answerNext("POST", "/login", { ...locked, headers: { "retry-after": "840" } });
    open("/login");
    await type("E-mail address", "ada@example.com");
    await type("Password", "wrong");
    await click("button", "Log in");
    const said = "Too many failed logins on this account.Try again in 14 minutes.";
    assert.equal(await alert(), said);
  });

  it("says while it loads, and when there is nothing", async () => {
    api.delay = 50;
    open("/");
    await screen.findByText("Loading events …");
    await screen.findByText("There are no events yet.");
  });

  it("lists events page by page", async () => {
    for (let count = 1; count <= 45; count += 1) api.addEvent({ name: `Event ${count}` });
    open("/");
    await waitFor(() => assert.equal(screen.getAllByRole("listitem").length, 20));
    await click("button", "Show more events");
    await waitFor(() => assert.equal(screen.getAllByRole("listitem").length, 40));
    await click("button", "Show more events");
    await screen.findByText("Event 1");
    assert.equal(screen.queryByRole("button", { name: "Show more events" }), null);
  });

  it("asks who is not logged in to log in, and comes back", async () => {
    await logIn("/bookings");
    await screen.findByRole("heading", { name: "My bookings" });
    assert.equal(location.pathname, "/bookings");
    await click("button", "Log out");
    await click("link", "My bookings");
    await screen.findByRole("heading", { name: "Log in" });
    assert.equal(location.search, "?next=%2Fbookings");
  });

  it("creates an event", async () => {
    await logIn("/events/new");
    await type("Name", "Evening talk");
    await type("Start", "2030-05-04T19:00");
    await type("End", "2030-05-04T21:00");
    await type("Place", "Town hall");
    await type("Address", "Main street 1");
    await type("Country", "Austria");
    await type(/^Halls/, "Upper, Lower,");
    await type("Seats", "12");
    await click("button", "Create the event");
    await see("Evening talk is created. Close");
    assert.equal(location.pathname, `/events/${api.events[0]?.id}`);
    const sent = api.asked.find(({ method, path }) => `${method} ${path}` === "POST /events");
    assert.match(sent?.key ?? "", /^[0-9a-f-]{36}$/);
    assert.deepEqual(sent?.body, {
      name: "Evening talk",
      description: "",
      start: new Date("2030-05-04T19:00").toISOString(),
      end: new Date("2030-05-04T21:00").toISOString(),
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      location: {
        name: "Town hall",
        address: "Main street 1",
        country: "Austria",
        halls: ["Upper", "Lower"],
      },
      capacity: 12,
    });
  });

  it("reads the times of an event by the clocks of the zone that is typed", async () => {
    await logIn("/events/new");
    await type("Name", "Morning talk");
    await type("Start", "2030-05-04T09:00");
    await type("End", "2030-05-04T11:00");
    await type("Place", "Town hall");
    await type("Address", "Main street 1");
    await type("Country", "China");
    await type("Seats", "12");
    await type("Time zone", "Asia/Nowhere");
    await click("button", "Create the event");
    assert.equal(problemOf("Time zone"), "Time zone takes a time zone, such as Europe/Vienna.");
    await type("Time zone", "Asia/Shanghai");
    await click("button", "Create the event");
    await see("Morning talk is created. Close");
    const [{ start, end, timeZone } = assert.fail("there is no event")] = api.events;
    assert.deepEqual(
      [start, end, timeZone],
      ["2030-05-04T01:00:00.000Z", "2030-05-04T03:00:00.000Z", "Asia/Shanghai"],
    );
    await screen.findByText(/China Standard Time/);
  });

  /** An event of who is logged in, who looks at it. */
  async function ownEvent(details: Parameters<FakeApi["addEvent"]>[0] = {}) {
    await logIn("/");
    const { user } = JSON.parse(window.localStorage.getItem("session") ?? "{}");
    const event = api.addEvent({ capacity: 10, ...details, createdBy: user.id });
    open(`/events/${event.id}`);
    return event;
  }
  const changes = () => api.asked.filter(({ method }) => method === "PATCH");

  it("changes an event of one's own, and sends what was changed alone", async () => {
    const event = await ownEvent({ timeZone: "Asia/Shanghai" });
    await click("link", "Change the event");
    assert.equal(location.pathname, `/events/${event.id}/edit`);
    const start = await screen.findByLabelText<HTMLInputElement>("Start");
    assert.equal(start.value, "2030-05-05T01:00");
    await type("Start", "2030-05-05T02:30");
    await type("Seats", "0");
    await click("button", "Save the changes");
    assert.equal(problemOf("Seats"), "Seats takes a whole number of at least 1.");
    await type("Seats", "12");
    await click("button", "Save the changes");
    await see(`${event.name} is changed. Close`);
    assert.equal(location.pathname, `/events/${event.id}`);
    await screen.findByText("12 seats left");
    assert.deepEqual(
      changes().map(({ body }) => body),
      [{ start: "2030-05-04T18:30:00.000Z", capacity: 12 }],
    );
  });

  it("sends nothing where nothing was changed", async () => {
    const event = await ownEvent({ timeZone: "Asia/Shanghai", start: "2030-05-04T17:00:30.000Z" });
    await click("link", "Change the event");
    await click("button", "Save the changes");
    await see(`${event.name} is changed. Close`);
    assert.deepEqual(changes(), []);
  });

  it("keeps what was typed of a change that the service refuses, and says why", async () => {
    const event = await ownEvent();
    event.seatsLeft = 4;
    await click("link", "Change the event");
    await type("Seats", "5");
    await click("button", "Save the changes");
    const told = "Seats must not be below the 6 seats that are booked.";
    await screen.findByText(told);
    assert.equal(problemOf("Seats"), told);
    assert.equal(screen.getByLabelText<HTMLInputElement>("Seats").value, "5");
    assert.equal(event.capacity, 10);
  });

  it("cancels an event of one's own by keys alone, and shows it as cancelled", async () => {
    const event = await ownEvent();
    const opener = await screen.findByRole("button", { name: "Cancel the event" });
    opener.focus();
    await person.keyboard("{Enter}{Enter} ");
    assert.equal(event.status, "scheduled");
    await person.tab();
    await person.tab();
    await person.keyboard("{Enter}");
    await see(`${event.name} is cancelled. Close`);
    await screen.findByText("This event is cancelled.");
    assert.equal(event.status, "cancelled");
    assert.equal(document.activeElement?.tagName, "H1");
    for (const name of ["Change the event", "Cancel the event", "Book"]) {
      assert.equal(screen.queryByText(name), null, name);
    }
    open("/");
    await screen.findByText("Cancelled");
    open(`/events/${event.id}/edit`);
    await screen.findByText("This event is cancelled.");
    assert.equal(screen.queryByLabelText("Seats"), null);
  });

  it("says why an event could not be cancelled, and lets it be tried again", async () => {
    const event = await ownEvent();
    api.answerNext("DELETE", `/events/${event.id}`, failure(503, "unavailable", "away"));
    await click("button", "Cancel the event");
    await click("button", "Yes, cancel it");
    assert.match(await alert(), /not available/);
    await click("button", "Yes, cancel it");
    await screen.findByText("This event is cancelled.");
  });

  it("offers to change an event to its owner alone", async () => {
    const event = api.addEvent({ createdBy: "00000000-0000-4000-8000-000000000000" });
    await logIn(`/events/${event.id}`);
    await screen.findByRole("button", { name: "Book" });
    assert.equal(screen.queryByText("Change the event"), null);
    open(`/events/${event.id}/edit`);
    await screen.findByText(/only its owner can change it/);
    assert.equal(screen.queryByLabelText("Seats"), null);
    api.events.forEach((one) => delete one.createdBy);
    open(`/events/${event.id}`);
    await screen.findByRole("button", { name: "Book" });
    assert.equal(screen.queryByText("Change the event"), null);
  });

  it("lists past events on a page of their own, and searches there", async () => {
    api.addEvent({ name: "Next year" });
    const past = { start: "2020-05-04T17:00:00Z", end: "2020-05-04T18:00:00Z" };
    api.addEvent({ ...past, name: "Long ago" });
    api.addEvent({ ...past, name: "Once upon a time" });
    open("/");
    await screen.findByText("Next year");
    assert.equal(screen.queryByText("Long ago"), null);
    await click("link", "Past events");
    await screen.findByText("Long ago");
    assert.equal(screen.queryByText("Next year"), null);
    const tab = screen.getByRole("link", { name: "Past events" });
    assert.equal(tab.getAttribute("aria-current"), "page");
    await type("Name, place or description", "once");
    await click("button", "Search");
    await screen.findByText("1 of 2 events");
    assert.equal(location.search, "?q=once&when=past");
    await click("link", "Show all events");
    await screen.findByText("Long ago");
    await click("link", "Upcoming events");
    await screen.findByText("Next year");
  });

  it("books and cancels", async () => {
    const event = api.addEvent({ capacity: 10 });
    await logIn(`/events/${event.id}`);
    await screen.findByText("10 seats left");
    await type("Number of seats", "3");
    await click("button", "Book");
    await see(`3 seats booked for ${event.name}. Close`);
    await screen.findByText("7 seats left");

    await click("link", "My bookings");
    await click("button", "Cancel the booking");
    await click("button", "Yes, cancel it");
    await see(`The booking of 3 seats for ${event.name} is cancelled. Close`);
    await screen.findByText("3 seats, cancelled");
    assert.equal(document.activeElement?.tagName, "H1");
    await click("link", "Events");
    await screen.findByText("10 seats left");
  });

  it("does not cancel by the key or the click that asked to, and leads back", async () => {
    const event = api.addEvent({ capacity: 10 });
    await logIn(`/events/${event.id}`);
    await click("button", "Book");
    await screen.findByText(/^1 seat booked/);
    await click("link", "My bookings");
    const opener = await screen.findByRole("button", { name: "Cancel the booking" });
    opener.focus();
    await person.keyboard("{Enter}{Enter} ");
    const question = screen.getByRole("group", { name: "Cancel this booking?" });
    assert.equal(document.activeElement, question);
    await person.tab();
    assert.equal(document.activeElement?.textContent, "No, keep it");
    await person.keyboard("{Enter}");
    assert.equal(document.activeElement?.textContent, "Cancel the booking");
    await person.keyboard("{Enter}{Escape}");
    assert.equal(document.activeElement?.textContent, "Cancel the booking");
    await person.dblClick(screen.getByRole("button", { name: "Cancel the booking" }));
    assert.ok(!api.asked.some(({ method }) => method === "DELETE"));
    assert.equal(api.bookings[0]?.status, "booked");
    await person.tab();
    await person.tab();
    await person.keyboard("{Enter}");
    await waitFor(() => assert.equal(api.bookings[0]?.status, "cancelled"));
  });

  it("isolates the names that others gave, wherever they stand", async () => {
    const name = "\u202eevent";
    const event = api.addEvent({ name, capacity: 10 });
    const isIn = (tag: string) => (element: Element) => element.closest(tag) !== null;
    const everyIsIsolated = async () => {
      const found = await screen.findAllByText(name);
      const shown = found.filter((element) => !isIn("title")(element));
      assert.ok(shown.length > 0);
      for (const element of shown) assert.ok(isIn("bdi")(element), element.outerHTML);
      assert.doesNotMatch(document.title, /\u202e/);
      return shown.length;
    };
    await logIn("/");
    await everyIsIsolated();
    await click("link", name);
    await screen.findByRole("heading", { name: /event/ });
    await click("button", "Book");
    await screen.findByText(/^1 seat booked/);
    assert.equal(await everyIsIsolated(), 2);
    await click("link", "My bookings");
    await screen.findByRole("heading", { name: "My bookings" });
    await everyIsIsolated();
    assert.equal(api.bookings[0]?.eventId, event.id);
  });

  it("tells browsers and screen readers which fields must be filled in", async () => {
    await logIn("/events/new");
    await screen.findByLabelText("Name");
    const fields = [...document.querySelectorAll<HTMLInputElement>("main input, main textarea")];
    const optional = fields.filter(({ required }) => !required).map(({ name }) => name);
    assert.deepEqual(optional, ["description", "location.halls"]);
    assert.ok(fields.length > optional.length);
  });

  it("shows the seats at once as they will be counted later", async () => {
    const event = api.addEvent({ capacity: 10 });
    api.countingDelay = 60_000;
    await logIn(`/events/${event.id}`);
    await click("button", "Book");
    await screen.findByText("9 seats left");
    await click("link", "Events");
    await screen.findByText("9 seats left");
    assert.equal(event.seatsLeft, 10);
  });

  it("waits for an event that is too new to be booked", async () => {
    const event = api.addEvent();
    await logIn(`/events/${event.id}`);
    api.answerNext(
      "POST",
      "/bookings",
      failure(404, "not_found", "there is no such event to book"),
    );
    await click("button", "Book");
    await see(`1 seat booked for ${event.name}. Close`);
  });

  it("asks to log in again when the session ends, and goes on with what was typed", async () => {
    const event = api.addEvent();
    await logIn(`/events/${event.id}`);
    await type("Number of seats", "3");
    api.endSessions();
    await click("button", "Book");
    await screen.findByText("Your session is over");
    await type("Password", "wrong");
    await click("button", "Log in as ada");
    await screen.findByText("The e-mail address or the password is wrong.");
    await type("Password", "correct horse");
    await click("button", "Log in as ada");
    await see(`3 seats booked for ${event.name}. Close`);
    assert.equal(screen.queryByText("Your session is over"), null);

    api.endSessions();
    await click("button", "Book");
    await screen.findByText("Your session is over");
    await person.click(screen.getAllByRole("button", { name: "Log out" }).at(-1) ?? document.body);
    await screen.findByRole("link", { name: "Log in to book" });
  });

  it("says that too few seats are left", async () => {
    const event = api.addEvent({ capacity: 2 });
    await logIn(`/events/${event.id}`);
    await type("Number of seats", "3");
    await click("button", "Book");
    assert.equal(await alert(), "The event has too few seats left.");
    const problem = "Number of seats is more than there are left.";
    assert.equal(problemOf("Number of seats"), problem);
    event.seatsLeft = 0;
    await click("link", "Events");
    await screen.findByText("Sold out");
  });

  it("reads again by itself when a service is back, in the time that it asks for", async () => {
    const down = failure(503, "unavailable", "mongodb is out of reach, try again shortly");
    api.answerNext("GET", "/events", { ...down, headers: { "retry-after": "1" } });
    open("/");
    const said = await alert();
    assert.match(said, /^The service is not available at the moment\./);
    assert.doesNotMatch(said, /mongodb/);
    await screen.findByText("There are no events yet.");
    assert.equal(screen.queryByRole("alert"), null);
  });

  it("does not send a booking twice when its answer is lost, but says what to do", async () => {
    const event = api.addEvent();
    await logIn(`/events/${event.id}`);
    api.answerNext("POST", "/bookings", "none");
    await click("button", "Book");
    assert.match(await alert(), /Try again: nothing is booked twice/);
    assert.equal(api.asked.filter(({ path }) => path === "/bookings").length, 1);
  });

  it("sends a booking again under the same key while its answer is unknown, the next under its own", async () => {
    const event = api.addEvent({ capacity: 10 });
    await logIn(`/events/${event.id}`);
    const keys = () => api.asked.filter(({ path }) => path === "/bookings").map(({ key }) => key);
    const bookAnd = async (text: RegExp | string) => {
      await click("button", "Book");
      await screen.findByText(text);
    };
    api.answerNext("POST", "/bookings", "none");
    await bookAnd("The service cannot be reached.");
    api.answerNext("POST", "/bookings", failure(503, "unavailable", "mongodb is out of reach"));
    await bookAnd("The service is not available at the moment.");
    await bookAnd(/^1 seat booked/);
    await bookAnd(/^1 seat booked/);
    await type("Number of seats", "9");
    await bookAnd("The event has too few seats left.");
    await bookAnd("The event has too few seats left.");
    const [first, second, third, fourth, fifth, sixth, ...none] = keys();
    assert.deepEqual(none, []);
    assert.deepEqual([second, third], [first, first]);
    assert.equal(new Set([first, fourth, fifth, sixth]).size, 4);
    for (const key of keys()) assert.match(key ?? "", /^[0-9a-f-]{36}$/);
  });

  it("searches by words and days, says how far, and keeps that in the address", async () => {
    for (let count = 1; count <= 45; count += 1) api.addEvent({ name: `Event ${count}` });
    api.addEvent({
      name: "Café talk",
      start: "2031-01-02T10:00:00.000Z",
      end: "2031-01-02T11:00:00.000Z",
    });
    open("/");
    await type(/^Name, place/, "talk cafe");
    await click("button", "Search");
    await screen.findByText("1 of 46 events");
    assert.equal(screen.getAllByRole("listitem").length, 1);
    assert.equal(location.search, "?q=talk+cafe");
    await click("link", "Show all events");
    await waitFor(() => assert.equal(screen.getAllByRole("listitem").length, 20));
    assert.equal(screen.getByLabelText<HTMLInputElement>(/^Name, place/).value, "");
    open("/?from=2031-01-02&until=2031-01-02");
    await screen.findByText("Café talk");
    await screen.findByText("1 of 46 events");
    open("/?q=nothing");
    await screen.findByText("No event matches.");
  });

  it("searches no further than it says, until it is told to", async () => {
    api.addEvent({ name: "Needle" });
    for (let count = 1; count <= 600; count += 1) api.addEvent();
    open("/?q=needle");
    await screen.findByText("0 among the first 500 events");
    assert.equal(api.asked.length, 5);
    await click("button", "Search further");
    await screen.findByText("Needle");
    await screen.findByText("1 of 601 events");
  });

  it("speaks Chinese on demand, and after a reload", async () => {
    open("/login");
    await screen.findByRole("heading", { name: "Log in" });
    await click("button", "中文");
    await screen.findByRole("heading", { name: "登录" });
    assert.equal(document.documentElement.lang, "zh-Hans");
    await type("电子邮箱", "nobody@example.com");
    await type("密码", "wrong");
    await click("button", "登录");
    assert.equal(await alert(), "电子邮箱或密码不正确。");
    open("/");
    await screen.findByText("还没有活动。");
    await click("button", "English");
    await screen.findByText("There are no events yet.");
    assert.equal(document.documentElement.lang, "en");
  });

  it("shows a time in the zone of the place, and no booking of what is over or cancelled", async () => {
    const zone = { timeZone: "Asia/Shanghai" };
    const soon = api.addEvent();
    const over = api.addEvent({ start: "2020-05-04T17:00:00Z", end: "2020-05-04T18:00:00Z" });
    Object.assign(soon, zone);
    await logIn(`/events/${soon.id}`);
    await screen.findByText(/May 5, 2030.* 1:00/);
    open(`/events/${over.id}`);
    await screen.findByText("This event is over.");
    assert.equal(screen.queryByRole("button", { name: "Book" }), null);
    soon.status = "cancelled";
    open(`/events/${soon.id}`);
    await screen.findByText("This event is cancelled.");
    assert.equal(screen.queryByRole("button", { name: "Book" }), null);
  });

  it("draws each event its own picture, the same each time", async () => {
    const [one, other] = [api.addEvent(), api.addEvent()];
    const picture = async (id: string) => {
      open(`/events/${id}`);
      await screen.findByText("When");
      return document.querySelector(".pattern")?.innerHTML ?? "";
    };
    const first = await picture(one.id);
    assert.match(first, /<path/);
    assert.notEqual(await picture(other.id), first);
    assert.equal(await picture(one.id), first);
    // The content security policy allows none.
    assert.equal(document.querySelector("[style]"), null);
  });

  it("goes on to nowhere but itself", async () => {
    for (const next of ["/%09/evil.example", "/%5cevil.example", "/.//evil.example", "/%"]) {
      await logIn("/bookings");
      open(`/login?next=${next}`);
      await screen.findByText("ada");
      await waitFor(() => assert.notEqual(location.pathname, "/login"));
      assert.equal(location.origin, "http://www.example.com");
      await screen.findByRole("heading", { level: 1 });
      await click("button", "Log out");
    }
  });

  it("says that a page failed, and leads on to another", async () => {
    const { id } = api.addEvent();
    // Another shape than the page is made for.
    api.answerNext("GET", `/events/${id}`, { status: 200, body: { id, name: { first: "a" } } });
    open(`/events/${id}`);
    await screen.findByRole("heading", { name: "This page does not work" });
    assert.match(await alert(), /Something in the site itself failed/);
    assert.ok(screen.getByRole("button", { name: "Load the page again" }));
    await click("link", "Events");
    await screen.findByRole("heading", { name: "Events" });
    await screen.findByText("Night of the Pipe Organ");
  });

  it("is there with a stored session of another shape, as of nobody", async () => {
    for (const session of ['{"token":"t","ends":9e15}', '{"token":"t","ends":9e15,"user":{}}']) {
      window.localStorage.setItem("session", session);
      open("/");
      await screen.findByRole("link", { name: "Log in" });
      await screen.findByText("There are no events yet.");
    }
  });

  it("has a page for what is not there", async () => {
    open("/nothing");
    await screen.findByRole("heading", { name: "Nothing here" });
    open("/events/nothing");
    await screen.findByRole("heading", { name: "Nothing here" });
  });
});
