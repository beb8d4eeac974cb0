import { useState, type SubmitEvent } from "react";
import { Link, useLocation } from "wouter";
import { filterPath, isEmpty, noFilter, type EventFilter } from "./event-filter.ts";
import { useLanguage } from "./language.tsx";

interface EventSearchProps {
  /** What the list shows, as the address says. */
  filter: EventFilter;
}

/** Changes the address, which says what is looked for. */
export function EventSearch({ filter }: EventSearchProps) {
  const { text } = useLanguage();
  const [, navigate] = useLocation();
  const [draft, setDraft] = useState(filter);
  const [shown, setShown] = useState(filterPath(filter));
  // The address also changes by a link and by the browser's buttons.
  if (shown !== filterPath(filter)) {
    setShown(filterPath(filter));
    setDraft(filter);
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    navigate(filterPath(draft));
  }

  const day = (name: "from" | "until", label: string) => (
    <label>
      <span>{label}</span>
      <input
        type="date"
        value={draft[name]}
        onChange={({ target }) => setDraft({ ...draft, [name]: target.value })}
      />
    </label>
  );

  return (
    <search>
      <form className="search" onSubmit={submit}>
        <label className="words">
          <span>{text.searchHint}</span>
          <input
            type="search"
            value={draft.words}
            onChange={({ target }) => setDraft({ ...draft, words: target.value })}
          />
        </label>
        {day("from", text.from)}
        {day("until", text.until)}
        <button type="submit" className="main">
          {text.search}
        </button>
      </form>
      {!isEmpty(filter) && (
        <Link href={filterPath({ ...noFilter, when: filter.when })}>{text.showAll}</Link>
      )}
    </search>
  );
}
