import { useLanguage } from "./language.tsx";

interface StartFailureProps {
  onRetry: () => void;
}

/** Instead of everything, when the site's own server does not answer. */
export function StartFailure({ onRetry }: StartFailureProps) {
  const { text } = useLanguage();
  return (
    <main>
      <h1>MyEvents</h1>
      <div className="notice bad" role="alert">
        <p>{text.siteUnreachable}</p>
        <button type="button" onClick={onRetry}>
          {text.tryAgain}
        </button>
      </div>
    </main>
  );
}
