interface StartFailureProps {
  onRetry: () => void;
}

/** Instead of everything, when the site's own server does not answer. */
export function StartFailure({ onRetry }: StartFailureProps) {
  return (
    <main>
      <h1>MyEvents</h1>
      <div className="notice bad" role="alert">
        <p>This site cannot be reached at the moment.</p>
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    </main>
  );
}
