import { isolate } from "./isolate.ts";
import { useEffect, useRef, type ReactNode } from "react";

interface PageProps {
  title: string;
  children: ReactNode;
}

let isFirst = true;

/** A page below the header. Whoever comes from another page is put at its heading, by focus too. */
export function Page({ title, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    // The browser itself puts the focus where it belongs on the first one.
    if (!isFirst) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    isFirst = false;
  }, []);

  return (
    <main id="main" tabIndex={-1}>
      <title>{`${isolate(title)} · MyEvents`}</title>
      <h1 ref={heading} tabIndex={-1}>
        <bdi>{title}</bdi>
      </h1>
      {children}
    </main>
  );
}
