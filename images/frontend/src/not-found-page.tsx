import { Link } from "wouter";
import { Page } from "./page.tsx";

export function NotFoundPage() {
  return (
    <Page title="Nothing here">
      <p>
        There is no page at this address. <Link href="/">See all events</Link>
      </p>
    </Page>
  );
}
