import type { MySqlSettings } from "../config/part-schemas";
import { Quantity } from "../kubernetes/quantity";

/**
 * What the server takes for itself: of its memory seven tenths of what is above 512 MiB, which is what everything but
 * the buffer pool took under the load of test/e2e, and 64 MiB at least. With a binary log, each commit is on disk.
 */
export function mysqlOptions(memoryLimit: string, { binaryLog = false }: MySqlSettings): string[] {
  const mebibyte = 2 ** 20;
  const left = Quantity.parse(memoryLimit).toNumber() - 512 * mebibyte;
  const pool = Math.max(64, Math.floor((0.7 * left) / mebibyte));
  return [
    `--innodb-buffer-pool-size=${pool}M`,
    ...(binaryLog
      ? ["--server-id=1", "--log-bin=binlog", "--binlog-expire-logs-seconds=604800"]
      : ["--skip-log-bin"]),
  ];
}
