export interface Config {
  /** The origin of the API, such as https://api.example.com */
  apiUrl: string;
}

/** What differs between environments, and so is the server's to tell. @throws Error when it does not. */
export async function loadConfig(): Promise<Config> {
  const response = await fetch("/config.json");
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  const config: unknown = await response.json();
  const { apiUrl } = Object(config) as Record<string, unknown>;
  if (typeof apiUrl !== "string") throw new Error("/config.json has no apiUrl");
  return { apiUrl };
}
