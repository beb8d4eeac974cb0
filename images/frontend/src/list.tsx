import { useState, type ReactNode } from "react";
import type { ListPart } from "./api.ts";
import { useLanguage } from "./language.tsx";
import { Loaded } from "./loaded.tsx";
import { useResource } from "./use-resource.ts";

interface ListProps<Item extends { id: string }> {
  what: "events" | "bookings";
  /** @param steps how often the person has asked for more, from 1 on */
  read: (steps: number, signal: AbortSignal) => Promise<ListPart<Item>>;
  /** Milliseconds between two reads. */
  refresh: number;
  /** Instead of a list without items. */
  empty: ReactNode;
  /** Whether only some of the items that are read are shown, and the person is told so. @default false */
  isSearch?: boolean;
  children: (item: Item, reload: () => void) => ReactNode;
}

/** A list that is kept up to date, as far down as the person has asked for it. */
export function List<Item extends { id: string }>(props: ListProps<Item>) {
  const { what, read, refresh, empty, isSearch = false, children } = props;
  const { text } = useLanguage();
  const [steps, setSteps] = useState(1);
  const resource = useResource(what, (signal) => read(steps, signal), refresh);

  function showMore() {
    setSteps(steps + 1);
    resource.reload();
  }

  return (
    <Loaded what={what} resource={resource}>
      {({ items, next, read }) => (
        <>
          {isSearch && (
            <p className="hint" role="status">
              {text.found(items.length, read, next === undefined)}
            </p>
          )}
          {items.length === 0 ? (
            <div className="empty">{empty}</div>
          ) : (
            <ul className={`entries ${what}`}>
              {items.map((item) => (
                <li key={item.id} className="entry">
                  {children(item, resource.reload)}
                </li>
              ))}
            </ul>
          )}
          {next !== undefined && (
            <button type="button" className="more" onClick={showMore}>
              {isSearch ? text.searchFurther : text.more[what]}
            </button>
          )}
        </>
      )}
    </Loaded>
  );
}
