import { Link, useSearch } from "wouter";
import { EventEntry } from "./event-entry.tsx";
import { filterOf, filterPath, isEmpty, matches } from "./event-filter.ts";
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
      <p>{text.noEvents}</p>
      <Link className="button" href="/events/new">
        {text.createFirst}
      </Link>
    </>
  );
  return (
    <Page title={text.events}>
      <EventSearch filter={filter} />
      <List
        key={filterPath(filter)}
        what="events"
        read={(steps, signal) => {
          const count = steps * pageLength;
          if (!isSearch) return api.events({ count }, signal);
          const most = steps * searched;
          return api.events({ count, most, matches: (event) => matches(event, filter) }, signal);
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
