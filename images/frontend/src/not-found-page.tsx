import { Link } from "wouter";
import { useLanguage } from "./language.tsx";
import { Page } from "./page.tsx";

export function NotFoundPage() {
  const { text } = useLanguage();
  return (
    <Page title={text.noPage}>
      <p>
        {text.noPageText} <Link href="/">{text.allEvents}</Link>
      </p>
    </Page>
  );
}
