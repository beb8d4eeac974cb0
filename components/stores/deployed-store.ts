/** What an update leaves of one store. */
export interface DeployedStore {
  /** The server's version, where the image's tag tells it. */
  version?: string;
  replicas?: number;
  /** The generation of its passwords; an update that did not end leaves the one before. @default 1 */
  generation?: number;
  /** What tells the administrator's password of that generation from any other, and nothing more of it. */
  administrator?: string;
}
