/** Something that a document has to pass on. */
export interface OutboxEntry {
  /** Its own in its document, for good: a name in a path, so that it has no dot. */
  id: string;
  /** When it was written. */
  at: Date;
}

/**
 * What a document still has to pass on. It is written with the change that it tells of, in one
 * update of one document, so that there is never one without the other.
 */
export interface WithOutbox<Entry> {
  _id: string;
  /** By their ids: an array would take operators that not every server with this protocol has. */
  outbox: Record<string, Entry>;
  outboxState?: OutboxState;
}

/**
 * When to look at a document. Only one with entries has it, but for a moment after the last of
 * them, so that sparse indexes hold nothing else. Not every server has partial ones.
 */
export interface OutboxState {
  /** When one of its entries is due. */
  due: Date;
  /** When the oldest of them was written. */
  since: Date;
  /** Of those that have failed, by their ids. */
  tries?: Record<string, Tries>;
}

export interface Tries {
  count: number;
  due: Date;
}

/** For a new document. */
export function outboxOf<Entry extends OutboxEntry>(...entries: Entry[]) {
  const outbox: Record<string, Entry> = {};
  for (const entry of entries) outbox[entry.id] = entry;
  const [first] = entries;
  return { outbox, ...(first && { outboxState: { due: first.at, since: first.at } }) };
}

/** The operators of an update that adds an entry. */
export function addToOutbox<Entry extends OutboxEntry>(entry: Entry) {
  return {
    // A later time than before, by which a look that is under way notices that there is more.
    $set: { [`outbox.${entry.id}`]: entry, "outboxState.due": entry.at },
    $min: { "outboxState.since": entry.at },
  };
}
