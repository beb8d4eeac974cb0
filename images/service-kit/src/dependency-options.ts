/** Times are in milliseconds. */
export interface DependencyOptions {
  /** Uses at a time. @default 100 */
  concurrency: number;
  /** Uses that may wait for one of them to end; any more are refused at once. @default 1000 */
  maxWaiting: number;
  /** For waiting. @default 5000 */
  wait: number;
  /** For one use, once it has begun. */
  call: number;
  /** For one ping. */
  ping: number;
  /** For connecting and preparing. */
  open: number;
  /** Between two pings while the dependency is up. */
  whileUp: number;
  /** Between two attempts while it is down. */
  whileDown: number;
}

export const defaults: DependencyOptions = {
  concurrency: 100,
  maxWaiting: 1_000,
  wait: 5_000,
  call: 2_000,
  ping: 1_500,
  open: 1_500,
  whileUp: 1_000,
  whileDown: 500,
};
