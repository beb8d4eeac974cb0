import { useState, type ReactNode } from "react";
import type { ListPart } from "./api.ts";
import { Loaded } from "./loaded.tsx";
import { useResource } from "./use-resource.ts";

interface ListProps<Item extends { id: string }> {
  /** What it lists, in the plural. */
  what: string;
  read: (count: number, signal: AbortSignal) => Promise<ListPart<Item>>;
  /** Milliseconds between two reads. */
  refresh: number;
  /** Instead of a list without items. */
  empty: ReactNode;
  children: (item: Item, reload: () => void) => ReactNode;
}

const step = 20;

/** A list that is kept up to date, as far down as the person has asked for it. */
export function List<Item extends { id: string }>(props: ListProps<Item>) {
  const { what, read, refresh, empty, children } = props;
  const [count, setCount] = useState(step);
  const resource = useResource(what, (signal) => read(count, signal), refresh);

  function showMore() {
    setCount(count + step);
    resource.reload();
  }

  return (
    <Loaded what={what} resource={resource}>
      {({ items, next }) =>
        items.length === 0 ? (
          <div className="empty">{empty}</div>
        ) : (
          <>
            <ul className="cards">
              {items.map((item) => (
                <li key={item.id} className="card">
                  {children(item, resource.reload)}
                </li>
              ))}
            </ul>
            {next !== undefined && (
              <button type="button" className="more" onClick={showMore}>
                Show more {what}
              </button>
            )}
          </>
        )
      }
    </Loaded>
  );
}
