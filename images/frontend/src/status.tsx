import { createContext, useContext, useEffect, useState, type ReactNode } from "react";

import { useLanguage } from "./language.tsx";

interface StatusProviderProps {
  children: ReactNode;
}

const StatusContext = createContext<(message: ReactNode) => void>(() => {});

/** Milliseconds that a message stays, unless it is closed. */
const lifetime = 12_000;

/** Says what was just done, to the eyes and to screen readers, on whichever page follows. */
export function StatusProvider({ children }: StatusProviderProps) {
  const { text } = useLanguage();
  const [message, setMessage] = useState<ReactNode>("");

  useEffect(() => {
    if (message === "") return;
    const timer = setTimeout(() => setMessage(""), lifetime);
    return () => clearTimeout(timer);
  }, [message]);

  return (
    <StatusContext value={setMessage}>
      {children}
      {/* Always there, since screen readers only speak of changes in what they already know. */}
      <div className="status" role="status">
        {message !== "" && (
          <p>
            {message}{" "}
            <button type="button" className="plain" onClick={() => setMessage("")}>
              {text.close}
            </button>
          </p>
        )}
      </div>
    </StatusContext>
  );
}

/** What says a sentence to the person; an empty one is silence. */
export function useStatus(): (message: ReactNode) => void {
  return useContext(StatusContext);
}
