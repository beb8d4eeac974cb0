import { Link, useSearch } from "wouter";
import type { Event } from "./api.ts";
import { EventEntry } from "./event-entry.tsx";
import { filterOf, filterPath, isEmpty, matches, noFilter } from "./event-filter.ts";
import { EventSearch } from "./event-search.tsx";
import { useLanguage } from "./language.tsx";
import { List } from "./list.tsx";
import { Page } from "./page.tsx";
import { useServices } from "./services.tsx";

const pageLength = 20;

/** Milliseconds. A search reads more events than it shows. */
const refresh = { all: 10_000, found: 60_000 };

/** Events that a search reads at a time: the service itself cannot search. */
const searched = 500;

export function EventsPage() {
  const { api } = useServices();
  const { text } = useLanguage();
  const filter = filterOf(useSearch());
  const isSearch = !isEmpty(filter);
  const empty = isSearch ? (
    <p>{text.noMatch}</p>
  ) : (
    <>
      <p>{text.noEvents[filter.when]}</p>
      {filter.when === "upcoming" && (
        <Link className="button" href="/events/new">
          {text.createFirst}
        </Link>
      )}
    </>
  );
  return (
    <Page title={text.events}>
      <nav className="tabs" aria-label={text.lists}>
        {(["upcoming", "past"] as const).map((when) => (
          <Link
            key={when}
            href={filterPath({ ...noFilter, when })}
            aria-current={when === filter.when ? "page" : undefined}
          >
            {text.list[when]}
          </Link>
        ))}
      </nav>
      <EventSearch filter={filter} />
      <List
        key={filterPath(filter)}
        what="events"
        read={(steps, signal) => {
          const count = steps * pageLength;
          if (!isSearch) return api.events(filter.when, { count }, signal);
          const most = steps * searched;
          const isFound = (event: Event) => matches(event, filter);
          return api.events(filter.when, { count, most, matches: isFound }, signal);
        }}
        refresh={isSearch ? refresh.found : refresh.all}
        empty={empty}
        isSearch={isSearch}
      >
        {(event) => <EventEntry event={event} />}
      </List>
    </Page>
  );
}
